import type { HttpListener } from '../../../../contract/tools/http.ts';

/** A server: how to reach it, and the log of its requests. */
export function ServerView({ listener }: { listener: HttpListener }) {
  return <section aria-label={listener.details.url} />;
}
