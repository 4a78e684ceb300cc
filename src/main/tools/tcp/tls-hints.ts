import type { Failure } from '../../../contract/failure.ts';
import { serverNameOf } from '../../net/tls/tap.ts';

/** A client that speaks TLS to a plain session. `asServer`: a listener accepted it. */
export function helloHint(hello: Uint8Array, asServer: boolean): Failure {
  const name = serverNameOf(hello);
  return {
    code: 'TLS_CLIENT_HELLO',
    message: `The peer speaks TLS: it sent a ClientHello${name ? ` for ${name}` : ''}, and waits for the answer.`,
    hint: `This connection is plain.${asServer ? ' Start TLS to answer this client, or let the listener speak TLS from now on.' : ' Start TLS as the server to answer it.'}`,
    mends: [
      { label: 'Start TLS as the server', form: 'start-tls', set: { role: 'server' }, submit: true },
      ...(asServer ? [{ label: 'Listen with TLS', form: 'listener-tls', set: {}, submit: true }] : []),
    ],
  };
}

/** A server that answers plain bytes with an alert of TLS. */
export function serverHint(): Failure {
  return {
    code: 'TLS_SERVER',
    message: 'The server speaks TLS: it answered with a TLS alert.',
    hint: 'This connection is plain. Connect to it with TLS.',
    mends: [{ label: 'Connect with TLS', form: 'reconnect', set: { tls: true }, submit: true }],
  };
}
