import type { Mend } from '../../../contract/failure.ts';
import type { ClientTlsInput } from '../../../contract/tls.ts';
import type { TcpListener, TcpSession } from '../../../contract/tools/tcp.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { saveFile } from '../../ui/save-file.ts';
import { clientWish, serverWish, trustWish } from '../../ui/tls/tls-form.ts';
import { tcpState } from './store.ts';
import { closeTlsDialog, openTlsDialog, useTcpTls, verifyAgain } from './tls-store.ts';

/** What can be done about TLS on the page of TCP. */

const { act } = tcpState;

/** What went wrong before there was a handshake; the rest ends the session, which tells it. */
const NOT_STARTED = ['NOT_OPEN', 'TLS_ON', 'NOT_FOUND'];

/** Asks how, then starts TLS on a plain session. */
export function askStartTls(session: TcpSession, role: 'client' | 'server' = session.role): void {
  openTlsDialog({ kind: 'start', session: session.id, role });
}

/** Starts it as the dialog stands. A handshake that fails is told by the session itself. */
export async function startTls(session: string, role: 'client' | 'server'): Promise<void> {
  const { client, server } = useTcpTls.getState();
  const started =
    role === 'client'
      ? getClient().tcp.startTls({ session, role, tls: clientWish(client) })
      : getClient().tcp.startTls({ session, role, tls: serverWish(server) });
  try {
    closeTlsDialog();
    if (role === 'client') verifyAgain();
    await started;
    announce('TLS is on');
  } catch (error) {
    const failure = toFailure(error);
    announce(failure.message);
    if (failure.code === 'BAD_TLS') useTcpTls.setState({ dialog: { kind: 'start', session, role }, failure });
    else if (NOT_STARTED.includes(failure.code)) await act(session, () => Promise.reject(error));
  }
}

/** The TLS of a client of one of the bench’s own listeners: it trusts what that listener shows, and nothing else. */
export function trustOf({ details: { tls } }: TcpListener): ClientTlsInput | undefined {
  if (!tls?.certificate) return undefined;
  const { pem, sha256 } = tls.certificate;
  // A certificate made here is its own authority; one of the user’s may come from another, which is not at hand.
  return trusting(tls.made ? { ca: pem } : { pin: sha256 });
}

/** The same by what a mend says; undefined where it says nothing of trust. */
export function trusting({ ca, pin }: Mend['set']): ClientTlsInput | undefined {
  if (typeof ca !== 'string' && typeof pin !== 'string') return undefined;
  const { client } = useTcpTls.getState();
  return trustWish(client, typeof ca === 'string' ? { ca } : { pin: String(pin) });
}

/** Lets a listener speak TLS from now on, with the settings of the form. */
export const listenWithTls = (listener: string) =>
  act(listener, async () => {
    const tls = { ...serverWish(useTcpTls.getState().server), when: 'from-start' as const };
    await getClient().tcp.updateListener({ listener, tls });
    announce('The listener speaks TLS from now on');
  });

/** Makes a new certificate for a listener that shows one made on the spot. */
export const renewCertificate = ({ id, details: { tls } }: TcpListener) =>
  act(id, async () => {
    if (!tls) return;
    const wish = serverWish(useTcpTls.getState().server);
    const names = wish.certificate?.kind === 'made' ? wish.certificate.names : [];
    await getClient().tcp.updateListener({
      listener: id,
      tls: {
        ...wish,
        when: tls.when,
        alpn: tls.alpn,
        clientCertificate: tls.clientCertificate,
        certificate: { kind: 'made', names, fresh: true },
      },
    });
    announce('A new certificate was made');
  });

/** Mends that speak of TLS; answers false for others. `reconnect` opens the session anew, changed for this once. */
export function mendTls(
  session: TcpSession,
  { form, set }: Mend,
  reconnect: (change: Mend['set']) => void,
): boolean {
  if (form === 'reconnect') reconnect(set);
  else if (form === 'start-tls') askStartTls(session, set['role'] === 'client' ? 'client' : 'server');
  else if (form === 'listener-tls' && session.listener !== null) void listenWithTls(session.listener);
  else return false;
  return true;
}

export const saveKeys = (session: string, where: string): void =>
  void saveFile(where, `${session}.keylog.txt`, (signal) =>
    getClient().tcp.saveKeys({ session }, { signal }),
  );
