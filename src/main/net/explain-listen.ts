import type { Failure, Mend } from '../../contract/failure.ts';
import { causeOf, codeOf } from '../bench/failure.ts';
import { ownerOf } from './listening.ts';

export interface ListenTarget {
  address: string;
  port: number;
  path?: string | undefined;
}

/** Makes a failure of the code and cause at hand. */
type Fail = (message: string, hint: string, field: string, mends: Mend[]) => Failure;

/** Why a listener could not start: what happened, why, and buttons that mend it. */
export async function explainListen(error: unknown, target: ListenTarget): Promise<Failure> {
  const code = codeOf(error);
  const cause = causeOf(error);
  const { address, port, path } = target;
  const fail = (message: string, hint: string, field: string, mends: Mend[]): Failure => ({
    code,
    message,
    hint,
    field,
    mends,
    cause,
  });
  if (path !== undefined) return explainListenPath(code, path, fail);
  const anyPort: Mend = { label: 'Use any free port', form: 'listen', set: { port: 0 }, submit: true };
  switch (code) {
    case 'EADDRINUSE': {
      const owner = await ownerOf(port);
      return fail(
        `Port ${port} on ${address} is in use${owner ? ` by ${owner}` : ''}.`,
        'Only one program can listen on an address and port. Use another port, or end the program that has this one.',
        'port',
        [anyPort, ...(port < 65535 ? [tryPort(port + 1)] : [])],
      );
    }
    case 'EACCES':
      return fail(
        `The system doesn’t let this user listen on port ${port}.`,
        'Ports below 1024 need special rights on most systems. Use a higher one.',
        'port',
        [tryPort(port < 1024 ? 8000 + port : 8080), anyPort],
      );
    case 'EADDRNOTAVAIL':
      return fail(
        `${address} is not an address of this machine.`,
        'A listener can only use an address this machine has. 127.0.0.1 is reached from this machine only.',
        'address',
        [tryAddress('127.0.0.1'), tryAddress('0.0.0.0')],
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(
        `The name ${address} was not found.`,
        'Give an address of this machine, such as 127.0.0.1.',
        'address',
        [tryAddress('127.0.0.1')],
      );
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return fail(
        `${address} can’t be listened on with these settings.`,
        'The address is of another family than the one chosen, or the system has that family switched off.',
        'address',
        [tryAddress('127.0.0.1')],
      );
    default:
      return fail(`Listening on ${address} port ${port} failed.`, `The system says ${code}.`, 'address', []);
  }
}

function explainListenPath(code: string, path: string, fail: Fail): Failure {
  switch (code) {
    case 'EADDRINUSE':
      return fail(
        `${path} exists already.`,
        'Another program listens there, or it was left behind by one that has ended. Use another path, or delete it if nothing uses it.',
        'path',
        [],
      );
    case 'ENOENT':
      return fail(
        `The folder of ${path} doesn’t exist.`,
        'Make the folder, or use another path.',
        'path',
        [],
      );
    case 'EACCES':
      return fail(
        `The system doesn’t let this user make ${path}.`,
        'Use a folder you may write to.',
        'path',
        [],
      );
    default:
      return fail(`Listening on ${path} failed.`, `The system says ${code}.`, 'path', []);
  }
}

const tryPort = (port: number): Mend => ({
  label: `Use port ${port}`,
  form: 'listen',
  set: { port },
  submit: true,
});
const tryAddress = (address: string): Mend => ({
  label: address === '0.0.0.0' ? 'Use 0.0.0.0 (all addresses)' : `Use ${address}`,
  form: 'listen',
  set: { address },
  submit: true,
});
