import type { OpenRequest } from '../store.ts';

/** Keeps a request as a file of a collection. */
export function SaveButton(_props: { request: OpenRequest }) {
  return null;
}
