import type { Failure, Mend } from '../../../contract/failure.ts';
import type { Transport } from '../../../contract/payload/faults.ts';
import { type ConnectTarget, explainConnect } from '../../net/explain-connect.ts';
import { explainListen } from '../../net/explain-listen.ts';
import { ownerOf } from '../../net/listening.ts';

/** The names of fields and forms of others, in those of the form of a relay. */
const FIELDS: Record<string, string> = { host: 'target host', port: 'target port' };

/** Why a target could not be connected. The client has gone by then, so nothing is tried again from here. */
export async function explainTarget(error: unknown, target: ConnectTarget): Promise<Failure> {
  const failure = await explainConnect(error, target);
  return {
    ...failure,
    message: `Target: ${failure.message}`,
    field: failure.field && (FIELDS[failure.field] ?? failure.field),
    mends: failure.mends.filter(({ form }) => form === 'listen'),
  };
}

/** Why a relay could not listen, with mends of its own form. */
export async function explainRelayListen(
  error: unknown,
  { address, port }: { address: string; port: number },
  transport: Transport,
): Promise<Failure> {
  const failure = await explainListen(error, { address, port });
  const own = (mend: Mend): Mend => {
    const set: Mend['set'] = {};
    if (mend.set.port !== undefined) set.listenPort = mend.set.port;
    if (mend.set.address !== undefined) set.listenAddress = mend.set.address;
    return { ...mend, form: 'relay', set };
  };
  const udpInUse = transport === 'udp' && failure.code === 'EADDRINUSE';
  const owner = udpInUse ? await ownerOf(port, 'udp') : null;
  return {
    ...failure,
    message: udpInUse
      ? `UDP port ${port} on ${address} is in use${owner ? ` by ${owner}` : ''}.`
      : failure.message,
    field: failure.field && `listen ${failure.field}`,
    mends: failure.mends.map(own),
  };
}
