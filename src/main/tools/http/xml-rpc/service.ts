import type { XmlRpcValue } from '../../../../contract/http/request.ts';
import type { XmlRpcAnswer } from '../../../../contract/tools/http-xml-rpc.ts';
import { dispatcher } from '../../../bench/dispatcher.ts';
import type { AnswerBodies } from '../view/bodies.ts';
import { readAnswer, XmlError } from './read.ts';

const MiB = 1024 * 1024;
/** Longer answers are looked at as text. */
const MAX_BYTES = 4 * MiB;
/** More values are no tree that anybody reads. */
const MAX_VALUES = 10_000;

/** Typed answers of XML-RPC. See the contract. */
export function httpXmlRpcService(bodies: AnswerBodies) {
  return {
    answer: dispatcher.httpXmlRpc.answer.handler(async ({ input }): Promise<XmlRpcAnswer> => {
      const body = bodies.get(input.exchange);
      const none = (why: string): XmlRpcAnswer => ({ kind: 'none', why, line: null, column: null });
      if (body.size > MAX_BYTES) return none(`It has more than ${MAX_BYTES / MiB} MiB. Look at it as text.`);
      try {
        const answer = readAnswer(await body.read(0, MAX_BYTES));
        if (valuesIn(answer.value) > MAX_VALUES)
          return none(`It has more than ${MAX_VALUES.toLocaleString('en-US')} values. Look at it as text.`);
        return answer;
      } catch (error) {
        if (!(error instanceof XmlError)) throw error;
        return { kind: 'none', why: error.message, line: error.line, column: error.column };
      }
    }),
  };
}

function valuesIn(value: XmlRpcValue): number {
  if (value.kind === 'array') return value.items.reduce((sum, item) => sum + valuesIn(item), 1);
  if (value.kind === 'struct') return value.members.reduce((sum, member) => sum + valuesIn(member.value), 1);
  return 1;
}
