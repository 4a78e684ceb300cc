import type { Session } from '../../../contract/bench.ts';
export function BytesPane({ session }: { session: Session }) {
  return <section aria-label="Bytes">{session.id}</section>;
}
