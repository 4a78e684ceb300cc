import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { z } from 'zod';
import type { bindInput } from '../../../contract/tools/udp.ts';
import { BenchError } from '../../bench/failure.ts';
import { explainBind } from './explain-bind.ts';
import type { SocketFamily } from './targets.ts';

export type BindSettings = z.output<typeof bindInput>;

export interface Bound {
  socket: Socket;
  family: SocketFamily;
  /** Bytes that the system has given for receiving, as it tells them. */
  receiveBuffer: number;
}

/** Binds a socket with all its options; throws the explained failure when that can't be done, and leaves nothing open. */
export async function bindSocket(settings: BindSettings): Promise<Bound> {
  checkFamily(settings);
  try {
    const { address, version } = await addressOf(settings);
    const { ipv6Only, shareAddress } = settings;
    const socket = createSocket({
      type: version === 4 ? 'udp4' : 'udp6',
      reuseAddr: shareAddress,
      ipv6Only,
      // Every address it is given was looked up before; this way a send costs no turn of the loop more.
      lookup: (host, _, done) => done(null, host, version),
    });
    await bound(socket, settings.port, address);
    try {
      if (settings.broadcast) socket.setBroadcast(true);
      return {
        socket,
        family: { family: version === 4 ? 'IPv4' : 'IPv6', ipv6Only: version === 6 && ipv6Only },
        receiveBuffer: setReceiveBuffer(socket, settings.receiveBuffer),
      };
    } catch (error) {
      socket.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof BenchError ? error : new BenchError(await explainBind(error, settings));
  }
}

function bound(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed);
    socket.bind({ port, address, exclusive: true }, () => {
      socket.removeListener('error', failed);
      resolve();
    });
  });
}

async function addressOf({ address, family }: BindSettings): Promise<{ address: string; version: 4 | 6 }> {
  const version = isIP(address);
  if (version === 4 || version === 6) return { address, version };
  const found = await lookup(address, { family: family === 'any' ? 0 : family === 'IPv4' ? 4 : 6 });
  return { address: found.address, version: isIPv4(found.address) ? 4 : 6 };
}

/** Some systems give no more than they have instead of what there is: asked for half as much then. */
function setReceiveBuffer(socket: Socket, wanted: number): number {
  for (let size = wanted; size >= 4096; size = size >> 1) {
    try {
      socket.setRecvBufferSize(size);
      break;
    } catch {
      continue;
    }
  }
  return socket.getRecvBufferSize();
}

/** An address of one family and a choice of the other can't be meant. */
function checkFamily({ address, family }: BindSettings): void {
  const wrong = (family === 'IPv4' && isIPv6(address)) || (family === 'IPv6' && isIPv4(address));
  if (!wrong) return;
  const other = family === 'IPv6' ? '::1' : '127.0.0.1';
  throw new BenchError({
    code: 'BAD_INPUT',
    field: 'address',
    message: `${address} is not an ${family} address.`,
    hint: 'Choose another address, or any family.',
    mends: [
      { label: 'Allow any family', form: 'bind', set: { family: 'any' }, submit: true },
      { label: `Use ${other}`, form: 'bind', set: { address: other }, submit: true },
    ],
  });
}
