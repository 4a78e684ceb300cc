import type { Offered } from '../../src/main/bench/files/sink.ts';
import { entry } from './sink.ts';

/** What the process that is killed receives: small files by the thread for them, and every tenth a large one. */
export const KILLED_FILES = 200;

export const contentOf = (n: number): Buffer => Buffer.alloc(n % 10 === 0 ? 200_000 + n : 1000 + n, `${n}|`);

export const killedEntry = (n: number): Offered => entry(`d${n % 3}/f${n}`, { size: contentOf(n).length });
