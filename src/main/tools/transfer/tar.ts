import type { Mode } from './mode.ts';
import { receiveTar } from './tar/receive.ts';
import { sendTar } from './tar/send.ts';

/** Files and folders as a tar stream, with `tar x` or `tar c` at the other end. */
export const tarMode: Mode = { mode: 'tar', send: sendTar, receive: receiveTar };
