import type { TlsBrief } from '../../../contract/tls.ts';
import { HeaderItem } from '../session/SessionHeader.tsx';
import { SecurityChip } from './SecurityChip.tsx';

/** How far TLS of a connection is, and whether it can be trusted, in its header; opens what is known of it. */
export function TlsChip({
  tls,
  role,
  onOpen,
}: {
  tls: TlsBrief;
  /** Which end of the connection we are: only a client has somebody to verify for certain. */
  role: 'client' | 'server';
  onOpen(): void;
}) {
  const doubtful = tls.verification === 'not-verified' && role === 'client';
  return (
    <HeaderItem data-figure>
      <SecurityChip
        size="small"
        title="Version, cipher, certificates"
        data-tone={tls.state === 'failed' ? 'danger' : doubtful ? 'warn' : undefined}
        onClick={onOpen}
      >
        {wordOf(tls)}
        {doubtful ? ', not verified' : ''}
      </SecurityChip>
    </HeaderItem>
  );
}

function wordOf({ state, version, verification }: TlsBrief): string {
  if (state === 'on') return `Inside ${version ?? 'TLS'}`;
  if (state === 'handshake') return 'TLS handshake';
  return verification === 'failed' ? 'Show the chain' : 'Show TLS';
}
