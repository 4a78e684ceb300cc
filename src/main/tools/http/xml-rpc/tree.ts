import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element, with what is in it: elements, and text that is whole. */
export interface Element {
  name: string;
  children: Element[];
  text: string;
}

/** The bytes are no XML, or no XML-RPC. `line` and `column` from 1, where they are known. */
export class XmlError extends Error {
  readonly line: number | null;
  readonly column: number | null;
  constructor(message: string, line: number | null = null, column: number | null = null) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

const CDATA = '#cdata';
/** A value in a list in a list … takes three elements each. */
const MAX_DEPTH = 300;

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // `ex:nil` and `ex:i8` of Apache’s library.
  removeNSPrefix: true,
  processEntities: false,
  cdataPropName: CDATA,
  maxNestedTags: MAX_DEPTH,
});

/** Reads XML into its one element. Entities of its own, which could grow without an end or read files, are refused. */
export function readXml(bytes: Uint8Array): Element {
  const text = decode(bytes);
  if (text.trim() === '') throw new XmlError('There is nothing.', 1, 1);
  if (text.includes('<!DOCTYPE')) throw new XmlError('It has a DOCTYPE, which XML-RPC has no use for.');
  if (!/^\s*</.test(text)) throw new XmlError('It does not begin as XML does.', 1, 1);
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    const { msg, line, col } = valid.err;
    throw new XmlError(msg.length > 300 ? 'The XML does not close what it opens.' : msg, line, col);
  }
  let nodes: Node[];
  try {
    nodes = parser.parse(text) as Node[];
  } catch (error) {
    throw new XmlError(error instanceof Error ? `${error.message.replace(/\.$/, '')}.` : 'It can’t be read.');
  }
  const [root, ...more] = elements(nodes).children;
  if (root === undefined || more.length > 0) throw new XmlError('It has not exactly one element.');
  return root;
}

/** Of the parser: one key is the name, its value what is inside; text and CDATA are strings. */
type Node = Record<string, unknown>;

function elements(nodes: Node[]): Omit<Element, 'name'> {
  const children: Element[] = [];
  let text = '';
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== ':@');
    if (name === undefined) continue;
    const inside = node[name];
    if (name === '#text') text += unescaped(String(inside));
    else if (name === CDATA)
      text += (inside as { '#text'?: string }[]).map((one) => one['#text'] ?? '').join('');
    else children.push({ name, ...elements(inside as Node[]) });
  }
  return { children, text };
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities of XML, and characters by their number. */
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name: string) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole;
    const code = hex === undefined ? Number(decimal) : parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** By its mark of byte order or what it declares; UTF-8 otherwise. */
function decode(bytes: Uint8Array): string {
  const mark = bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : null; // prettier-ignore
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1');
  const declared = /^[^<]{0,3}<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  try {
    return new TextDecoder(mark ?? declared ?? 'utf-8').decode(bytes);
  } catch {
    throw new XmlError(`It is written in ${declared}, which is not known here.`);
  }
}
