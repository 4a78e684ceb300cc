import type { Socket } from 'node:net';
import { resetNow } from '../../src/main/net/reset.ts';
import type { Place } from './verified.ts';

export type Way = 'there' | 'back';

/** Who stands in the middle of a connection and does harm at a given byte. `there` is from who connects. */
export interface Harm {
  /** After so many bytes of that way the connection is cut: both ends are closed, or reset. */
  cut?: { way: Way; at: number; reset: boolean };
  /** Changes bytes as they pass; `at` is how many passed before. Not given: as they are. */
  change?: (bytes: Buffer, way: Way, at: number) => void;
}

export interface Meddler {
  port: number;
  /** Bytes that went by, of the last connection. */
  passed: { [way in Way]: number };
}

/** Listens for one who connects, and connects on to `port`. */
export async function meddler(place: Place, port: number, harm: Harm): Promise<Meddler> {
  const passed = { there: 0, back: 0 };
  const join = async (near: Socket) => {
    passed.there = passed.back = 0;
    near.pause();
    const far = await place.dial(port);
    const cut = () => {
      for (const socket of [near, far]) {
        if (harm.cut?.reset === true) resetNow(socket);
        else socket.destroy();
      }
    };
    const pass = (from: Socket, to: Socket, way: Way) => {
      from.on('data', (bytes) => {
        if (to.destroyed) return;
        const before = passed[way];
        harm.change?.(bytes, way, before);
        const left = harm.cut?.way === way ? harm.cut.at - before : Infinity;
        const some = bytes.length < left ? bytes : bytes.subarray(0, Math.max(0, left));
        passed[way] += some.length;
        // What passed arrives, then the end comes.
        if (some.length < bytes.length || some.length === left) {
          from.pause();
          to.write(some, cut);
        } else if (!to.write(some)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
      from.on('end', () => to.end());
      from.on('close', () => to.destroy());
    };
    pass(near, far, 'there');
    pass(far, near, 'back');
    near.resume();
  };
  const own = await place.serve((near) => void join(near).catch(() => near.destroy()));
  return { port: own, passed };
}
