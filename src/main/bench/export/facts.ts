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
  const base = { role, title, local, remote, createdAt, openedAt, closedAt, closeReason };
  const { tool } = session;
  switch (tool) {
    case 'tcp':
    case 'transfer':
    case 'http':
      return { tool, ...base, protocol: 'tcp', tls: Boolean(session.details.tls) };
    case 'udp':
      return { tool, ...base, protocol: 'udp', tls: false };
    case 'relay': {
      const { transport, tls } = session.details;
      return { tool, ...base, protocol: transport, tls: Boolean(tls.client ?? tls.target) };
    }
    case 'captures': {
      const { capturedBy, protocol, tls } = session.details;
      return { tool: capturedBy, ...base, protocol, tls };
    }
  }
}

export function endText(end: Endpoint | null): string {
  if (end === null) return 'unknown';
  if (end.family === 'unix') return end.address === '' ? 'unnamed Unix socket' : end.address;
  return formatHostPort(end.address, end.port);
}
