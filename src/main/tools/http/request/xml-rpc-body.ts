import type { HttpRequest, XmlRpcValue } from '../../../../contract/http/request.ts';
import { XmlRpcWriteError, writeCall, writeValue } from '../xml-rpc/write.ts';
import { bytesBody, type MadeBody } from './body.ts';
import { type Fill, numbered, refused } from './fill.ts';

/** The call of an XML-RPC request. Throws BAD_INPUT, which names `call method` or `call parameter 2`. */
export function xmlRpcBody({ method, params }: HttpRequest['xmlRpc'], fill: Fill): MadeBody {
  const name = fill.text(method, 'call method').trim();
  if (name === '') throw refused('call method', 'Method name is missing.', 'system.listMethods asks most servers what they have.'); // prettier-ignore
  // The characters that the standard allows; servers have others too, but none of these.
  if (/[\s<>&"']/.test(name))
    throw refused('call method', `${JSON.stringify(name)} is no name of a method.`, 'It is made of letters, digits, _ . : and /.'); // prettier-ignore
  const filled = params.map((param, i) => {
    const field = numbered('call parameter', i);
    const value = fillValue(param, fill, field);
    try {
      writeValue(value);
    } catch (error) {
      if (error instanceof XmlRpcWriteError) throw refused(field, error.message);
      throw error;
    }
    return value;
  });
  return {
    body: bytesBody(Buffer.from(writeCall(name, filled))),
    type: 'text/xml',
    close: async () => undefined,
  };
}

function fillValue(value: XmlRpcValue, fill: Fill, field: string): XmlRpcValue {
  switch (value.kind) {
    case 'nil':
      return value;
    case 'array':
      return { kind: 'array', items: value.items.map((item) => fillValue(item, fill, field)) };
    case 'struct':
      return {
        kind: 'struct',
        members: value.members.map((member) => ({
          name: fill.text(member.name, field),
          value: fillValue(member.value, fill, field),
        })),
      };
    default:
      return { kind: value.kind, value: fill.text(value.value, field) };
  }
}
