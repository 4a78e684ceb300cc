import { type Peer, startPeer } from './peer.ts';

/**
 * Starts a command as one types it into a shell, with `$1`, `$2`… for what is given. `exec` before its last program
 * lets the port of that be found.
 */
export const shell = (command: string, ...args: (string | number)[]): Peer =>
  startPeer('sh', ['-c', command, 'sh', ...args.map(String)]);
