import type { XmlRpcValue } from '../../../../contract/http/request.ts';
import { type Element, readXml, XmlError } from './tree.ts';

export { XmlError } from './tree.ts';

export interface XmlRpcCall {
  method: string;
  params: XmlRpcValue[];
}

export type XmlRpcAnswer =
  | { kind: 'value'; value: XmlRpcValue }
  | { kind: 'fault'; code: string; message: string; value: XmlRpcValue };

/** Reads a call. Throws {@link XmlError}. */
export function readCall(bytes: Uint8Array): XmlRpcCall {
  const root = named(readXml(bytes), 'methodCall');
  const method = child(root, 'methodName').text.trim();
  if (method === '') throw new XmlError('The call names no method.');
  const params = root.children.find(({ name }) => name === 'params');
  return {
    method,
    params: (params?.children ?? []).map((param) => readValue(child(named(param, 'param'), 'value'))),
  };
}

/** Reads an answer. Throws {@link XmlError}. */
export function readAnswer(bytes: Uint8Array): XmlRpcAnswer {
  const root = named(readXml(bytes), 'methodResponse');
  const [inside] = root.children;
  if (inside?.name === 'fault') {
    const value = readValue(child(inside, 'value'));
    const member = (name: string) => {
      const found =
        value.kind === 'struct' ? value.members.find((one) => one.name === name)?.value : undefined;
      return found !== undefined && 'value' in found ? found.value : '';
    };
    return { kind: 'fault', code: member('faultCode'), message: member('faultString'), value };
  }
  if (inside?.name !== 'params') throw new XmlError('The answer has neither a value nor a fault.');
  // The standard wants one value; some servers that return nothing send none.
  const [param] = inside.children;
  if (param === undefined) return { kind: 'value', value: { kind: 'nil' } };
  return { kind: 'value', value: readValue(child(named(param, 'param'), 'value')) };
}

function readValue(element: Element): XmlRpcValue {
  const [typed, ...more] = element.children;
  if (typed === undefined) return { kind: 'string', value: element.text };
  if (more.length > 0)
    throw new XmlError(`A value has more than one type: ${typed.name} and ${more[0]!.name}.`);
  const text = typed.text.trim();
  switch (typed.name) {
    case 'string':
      return { kind: 'string', value: typed.text };
    case 'int':
    case 'i4':
    case 'i2':
    case 'i1':
      return { kind: 'int', value: checked(text, /^[+-]?\d+$/, 'a whole number') };
    case 'i8':
    case 'biginteger':
      return { kind: 'i8', value: checked(text, /^[+-]?\d+$/, 'a whole number') };
    case 'double':
    case 'float':
      return { kind: 'double', value: checked(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^-?inf$|^nan$/i, 'a number') }; // prettier-ignore
    case 'boolean':
      return { kind: 'boolean', value: /^(1|true)$/i.test(checked(text, /^([01]|true|false)$/i, 'true or false')) ? 'true' : 'false' }; // prettier-ignore
    case 'dateTime.iso8601':
    case 'dateTime':
      return { kind: 'dateTime', value: text };
    case 'base64':
      return { kind: 'base64', value: typed.text.replaceAll(/\s/g, '') };
    case 'nil':
      return { kind: 'nil' };
    case 'array':
      return {
        kind: 'array',
        items: child(typed, 'data').children.map((item) => readValue(named(item, 'value'))),
      };
    case 'struct':
      return {
        kind: 'struct',
        members: typed.children.map((member) => {
          named(member, 'member');
          return { name: child(member, 'name').text, value: readValue(child(member, 'value')) };
        }),
      };
    default:
      throw new XmlError(`There is no type ${typed.name} in XML-RPC.`);
  }
}

function named(element: Element, name: string): Element {
  if (element.name === name) return element;
  throw new XmlError(`There is <${element.name}> where <${name}> belongs.`);
}

function child(element: Element, name: string): Element {
  const found = element.children.find((one) => one.name === name);
  if (found) return found;
  throw new XmlError(`<${element.name}> has no <${name}>.`);
}

function checked(text: string, pattern: RegExp, what: string): string {
  if (pattern.test(text)) return text;
  throw new XmlError(`${JSON.stringify(text.slice(0, 60))} stands where ${what} belongs.`);
}
