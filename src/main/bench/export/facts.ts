import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { Session } from '../../../contract/bench.ts';
import type { Endpoint } from '../../../contract/session.ts';

/** What a file of ours tells of the session it holds, so that it can be shown again. */
export interface SessionFacts {
  tool: string;
  role: 'client' | 'server';
  title: string;
  local: Endpoint | null;
  remote: Endpoint | null;
  createdAt: number;
  openedAt: number | null;
  closedAt: number | null;
  closeReason: string | null;
  /** What its packets are; kept by a session that was opened from a file. */
  protocol: 'tcp' | 'udp';
  /** Its bytes went through TLS and are shown decrypted. */
  tls: boolean;
}

export function factsOf(session: Session): SessionFacts {
  const { role, title, local, remote, createdAt, openedAt, closedAt, closeReason } = session;
  const details: Record<string, unknown> = session.details;
  const tool = session.tool === 'captures' ? session.details.capturedBy : session.tool;
  const datagrams = [session.tool, details.protocol, details.transport].includes('udp');
  const protocol = datagrams ? 'udp' : 'tcp';
  const tls = Boolean(details.tls);
  return { tool, role, title, local, remote, createdAt, openedAt, closedAt, closeReason, protocol, tls };
}

export function endText(end: Endpoint | null): string {
  if (end === null) return 'unknown';
  if (end.family === 'unix') return end.address === '' ? 'unnamed Unix socket' : end.address;
  return formatHostPort(end.address, end.port);
}
