import type { XmlRpcValue } from '../../../../contract/http/request.ts';
import { readCall, type XmlRpcCall, XmlError } from '../xml-rpc/read.ts';
import { writable, writeAnswer, writeFault, XmlRpcWriteError } from '../xml-rpc/write.ts';
import { type Outgoing, say, type Served } from './handler.ts';

const MiB = 1024 * 1024;
const MAX_CALL = 4 * MiB;
/** Of the specification for faults (xmlrpc-epi): what came is no XML-RPC. */
const NOT_WELL_FORMED = -32_700;

/**
 * Answers a call with its parameter, or with all of them as an array; `fault` with a fault of that code and message.
 * What is no call is answered by a fault that says why.
 */
export const xmlRpcEcho: Served = {
  webSocket: false,
  answer(request, response, came) {
    if (request.method !== 'POST') {
      request.resume();
      return say(response, 405, 'XML-RPC calls are sent with POST.', { allow: 'POST' });
    }
    const pieces: Buffer[] = [];
    let size = 0;
    request.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= MAX_CALL) pieces.push(piece);
    });
    request.on('end', () => {
      if (size > MAX_CALL) return say(response, 413, `A call has at most ${MAX_CALL / MiB} MiB here.`);
      let text: string;
      try {
        const call = readCall(Buffer.concat(pieces));
        came.remark(`The call is ${call.method}.`);
        text = echoed(call);
      } catch (error) {
        // What was read may hold what can't be written, such as a control character; so may what is said about it.
        const known = error instanceof XmlError || error instanceof XmlRpcWriteError;
        const why = known ? error.message : 'Its values can’t be read.';
        came.remark(`It is no XML-RPC call: ${why}`);
        text = writeFault(NOT_WELL_FORMED, writable(why));
      }
      send(response, text);
    });
  },
};

function echoed({ method, params }: XmlRpcCall): string {
  if (method === 'fault') {
    const [code, message] = params.map((one) => ('value' in one ? one.value : ''));
    return writeFault(Number.parseInt(code ?? '', 10) || 1, message ?? 'This fault was asked for.');
  }
  if (method === 'system.listMethods') {
    const names = ['echo', 'fault', 'system.listMethods'];
    return writeAnswer({ kind: 'array', items: names.map((value) => ({ kind: 'string', value })) });
  }
  const [only] = params;
  const value: XmlRpcValue = params.length === 1 && only ? only : { kind: 'array', items: params };
  return writeAnswer(value);
}

function send(response: Outgoing, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': body.length });
  response.end(body);
}
