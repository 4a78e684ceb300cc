import type { XmlRpcValue } from '../../../../contract/http/request.ts';
import { formatBase64, parseBase64 } from '../../../../contract/payload/base64.ts';

/** A value that can’t be written: what is wrong with it, and where inside of the parameter it is. */
export class XmlRpcWriteError extends Error {
  constructor(message: string, where: string) {
    super(where === '' ? message : `${where}: ${message}`);
  }
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A call (xmlrpc.com/spec). Throws {@link XmlRpcWriteError} for a value that is none of its type. */
export function writeCall(method: string, params: readonly XmlRpcValue[]): string {
  const written = params.map((value) => `<param>${writeValue(value)}</param>`).join('');
  return `${HEAD}<methodCall><methodName>${escapeXml(method)}</methodName><params>${written}</params></methodCall>\n`;
}

/** An answer with a value. */
export const writeAnswer = (value: XmlRpcValue): string =>
  `${HEAD}<methodResponse><params><param>${writeValue(value)}</param></params></methodResponse>\n`;

/** An answer that says what went wrong. */
export function writeFault(code: number, message: string): string {
  const fault: XmlRpcValue = {
    kind: 'struct',
    members: [
      { name: 'faultCode', value: { kind: 'int', value: String(code) } },
      { name: 'faultString', value: { kind: 'string', value: message } },
    ],
  };
  return `${HEAD}<methodResponse><fault>${writeValue(fault)}</fault></methodResponse>\n`;
}

/** `<value>…</value>`, on one line. */
export function writeValue(value: XmlRpcValue, where = ''): string {
  switch (value.kind) {
    case 'nil':
      return '<value><nil/></value>';
    case 'array': {
      const items = value.items.map((item, i) => writeValue(item, `${where}[${i}]`));
      return `<value><array><data>${items.join('')}</data></array></value>`;
    }
    case 'struct': {
      const members = value.members.map(
        ({ name, value: of }) =>
          `<member><name>${checkedText(name, where)}</name>${writeValue(of, `${where}.${name}`)}</member>`,
      );
      return `<value><struct>${members.join('')}</struct></value>`;
    }
    default: {
      const tag = value.kind === 'dateTime' ? 'dateTime.iso8601' : value.kind;
      return `<value><${tag}>${scalar(value.kind, value.value, where)}</${tag}></value>`;
    }
  }
}

type Scalar = Extract<XmlRpcValue, { value: string }>['kind'];

function scalar(kind: Scalar, text: string, where: string): string {
  const no = (message: string) => new XmlRpcWriteError(message, where);
  const trimmed = text.trim();
  switch (kind) {
    case 'string':
      return checkedText(text, where);
    case 'int':
    case 'i8': {
      if (!/^[+-]?\d{1,30}$/.test(trimmed)) throw no(`${shown(text)} is no whole number.`);
      const bits = kind === 'int' ? 32 : 64;
      if (BigInt.asIntN(bits, BigInt(trimmed)) !== BigInt(trimmed))
        throw no(`${trimmed} does not fit into ${bits} bits.${kind === 'int' ? ' Choose i8.' : ''}`);
      return trimmed;
    }
    case 'double':
      // As the standard has it, without an exponent; but who reads it knows one as a rule.
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) throw no(`${shown(text)} is no number.`);
      return trimmed;
    case 'boolean': {
      const lower = trimmed.toLowerCase();
      if (lower === '1' || lower === 'true') return '1';
      if (lower === '0' || lower === 'false') return '0';
      throw no(`${shown(text)} is neither true nor false.`);
    }
    case 'dateTime': {
      const parts = /^(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d))?(.*)$/.exec(trimmed);
      if (!parts || !/^(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.test(parts[7]!))
        throw no(`${shown(text)} is no date and time, such as 20260131T14:08:55.`);
      const [, year, month, day, hour, minute, second = '00', rest] = parts;
      return `${year}${month}${day}T${hour}:${minute}:${second}${rest}`;
    }
    case 'base64': {
      const bytes = parseBase64(text);
      if (!bytes.ok) throw no(bytes.message);
      return formatBase64(bytes.bytes);
    }
  }
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNWRITABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** The text without what XML can’t carry. */
export const writable = (text: string): string => text.replace(UNWRITABLE, '\ufffd');

function checkedText(text: string, where: string): string {
  const bad = text.match(UNWRITABLE)?.[0];
  if (bad !== undefined)
    throw new XmlRpcWriteError(
      `XML can’t carry the character U+${bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}. Send it as base64.`,
      where,
    );
  return escapeXml(text);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
export const escapeXml = (text: string): string => text.replaceAll(/[&<>\r]/g, (char) => ESCAPES[char]!);

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
