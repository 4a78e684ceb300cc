import type { Came, Incoming, Outgoing } from '../handler.ts';
import { say } from '../handler.ts';

/** Puts what was sent into the folder. */
export async function upload(
  _root: string,
  _names: readonly string[],
  _request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
  came.note('Uploads are not taken yet.');
  say(response, 501, 'Uploads are not taken yet.');
}
