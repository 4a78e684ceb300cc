import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from '../../src/contract/bench.ts';
import type { ReceiveInput, SendInput, TransferSession } from '../../src/contract/tools/transfer.ts';
import type { TestBench } from './bench.ts';

/** Listening on any free port of 127.0.0.1. */
export const LISTEN = { how: 'listen', address: '127.0.0.1', port: 0 } as const;
export const connectTo = (port: number) => ({ how: 'connect', host: '127.0.0.1', port }) as const;
export const path = (name: string) => ({ kind: 'path', path: name }) as const;

/** A session as one of the File transfer tool. */
export function transferOf(session: Session): TransferSession {
  if (session.tool !== 'transfer') throw new Error(`${session.id} is of ${session.tool}`);
  return session;
}

export const over = (session: Session): boolean => session.state === 'closed' || session.state === 'failed';

/** Waits until a transfer is as wanted. */
export async function until(
  { watch }: TestBench,
  id: string,
  what: string,
  wanted: (details: TransferSession['details'], session: TransferSession) => boolean,
): Promise<TransferSession> {
  const found = await watch.session(id, what, (s) => s.tool === 'transfer' && wanted(s.details, s));
  return transferOf(found);
}

/** Waits until a transfer has ended. */
export async function outcome(bench: TestBench, id: string): Promise<TransferSession> {
  return transferOf(await bench.watch.session(id, 'ends', over));
}

/** Starts a receiver that listens, into the folder `received` of the bench. */
export async function receiver(
  bench: TestBench,
  input: Partial<ReceiveInput> & Pick<ReceiveInput, 'mode'>,
): Promise<{ listener: string; port: number; folder: string }> {
  const folder = input.folder ?? join(bench.folder, 'received');
  await mkdir(folder, { recursive: true });
  const { listener, port } = await bench.client.transfer.receive({ place: LISTEN, ...input, folder });
  if (listener === null || port === null) throw new Error('does not listen');
  return { listener, port, folder };
}

/** Starts a sender that listens. */
export async function sender(
  bench: TestBench,
  input: Omit<SendInput, 'place'> & Partial<Pick<SendInput, 'place'>>,
): Promise<{ listener: string; port: number }> {
  const { listener, port } = await bench.client.transfer.send({ place: LISTEN, ...input });
  if (listener === null || port === null) throw new Error('does not listen');
  return { listener, port };
}

/** Connects to a receiver and sends; answers the session’s id. */
export async function sendTo(
  bench: TestBench,
  port: number,
  input: Omit<SendInput, 'place'>,
): Promise<string> {
  const { session } = await bench.client.transfer.send({ place: connectTo(port), ...input });
  if (session === null) throw new Error('has no session');
  return session;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const sha256Of = async (file: string): Promise<string> => sha256(await readFile(file));

/** A sparse file so large that no test sees the end of it. */
export async function endless({ folder }: TestBench): Promise<ReturnType<typeof path>> {
  const name = join(folder, 'endless');
  const file = await open(name, 'w');
  await file.truncate(64 * 1024 ** 3);
  await file.close();
  return path(name);
}
