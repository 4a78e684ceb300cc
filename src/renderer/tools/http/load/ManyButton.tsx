import type { OpenRequest } from '../store.ts';

/** Sends a request many times, and shows how long each took. */
export function ManyButton(_props: { request: OpenRequest }) {
  return null;
}
