import { styled } from '@mui/material/styles';
import type { RelayListener, RelaySession } from '../../../contract/tools/relay.ts';
import { Hint } from '../../ui/form/parts.tsx';
import { HeaderItem } from '../../ui/session/SessionHeader.tsx';
import { CertificateCard } from '../../ui/tls/CertificateCard.tsx';
import { RefusedChain } from '../../ui/tls/RefusedChain.tsx';
import { saveCertificate } from '../../ui/tls/save-certificate.ts';
import { SecurityChip } from '../../ui/tls/SecurityChip.tsx';
import { relayState } from './store.ts';
import { openTlsDialog, type Side } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

const NAMES: Record<Side, string> = { client: 'Client', target: 'Target' };

/** `Client: TLS 1.3`, `Target: not verified`: one chip for each side that has TLS with the relay. */
export function SecurityChips({ session }: { session: RelaySession }) {
  return (['client', 'target'] as const).map((side) => {
    const tls = session.details.tls[side];
    if (!tls) return null;
    const doubtful = side === 'target' && tls.verification === 'not-verified';
    const failed = tls.verification === 'failed' ? 'not accepted' : 'TLS failed';
    return (
      <HeaderItem key={side} data-figure>
        <SecurityChip
          size="small"
          title="Version, cipher, certificates"
          data-tone={tls.state === 'failed' ? 'danger' : doubtful ? 'warn' : undefined}
          onClick={() => openTlsDialog({ kind: 'security', session: session.id, side })}
        >
          {NAMES[side]}: {tls.state === 'failed' ? failed : (tls.version ?? 'TLS')}
          {doubtful ? ', not verified' : ''}
        </SecurityChip>
      </HeaderItem>
    );
  });
}

/** The target’s chain that was not accepted, and what was done about it since. */
export function RefusedTarget({ session }: { session: RelaySession }) {
  const { target } = session.details.tls;
  return target?.verification === 'failed' ? <Refused session={session} /> : null;
}

function Refused({ session }: { session: RelaySession }) {
  const { info } = useSecurity(session.id, 'target');
  const trusts = relayState.useListener(session.listener)?.details.tls.target;
  const now = trusts && info ? trustedSince(trusts, info.chain[0]?.sha256, info.serverName) : null;
  return (
    <>
      {now ? <Since role="status">{now}</Since> : null}
      {info ? (
        <RefusedChain
          chain={info.chain}
          onShow={() => openTlsDialog({ kind: 'security', session: session.id, side: 'target' })}
        />
      ) : null}
    </>
  );
}

type Trust = NonNullable<RelayListener['details']['tls']['target']>;

/** What a press of a mend has changed; nothing else on the screen would tell. */
export function trustedSince(trust: Trust, shown: string | undefined, asked: string | null): string | null {
  if (trust.pin !== null && trust.pin === shown)
    return 'The relay trusts this certificate from now on: the next client gets through.';
  if (!trust.verify) return 'The relay doesn’t verify the target from now on: the next client gets through.';
  if (asked !== null && trust.serverName !== asked)
    return `The relay expects the name ${trust.serverName} from now on.`;
  return null;
}

const ASKS = {
  none: '',
  ask: ' A client certificate is asked for.',
  require: ' A client certificate is required.',
};

/** What a relay that ends TLS shows its clients, and whom of the targets it trusts. */
export function RelayTls({ relay }: { relay: RelayListener }) {
  const { client, target } = relay.details.tls;
  if (!client && !target) return null;
  return (
    <section style={{ display: 'grid', gap: 8 }}>
      <h2>TLS</h2>
      {client ? (
        <>
          <p>
            The client’s TLS ends here.{ASKS[client.clientCertificate]}
            {client.alpn.length > 0 ? ` ALPN: ${client.alpn.join(', ')}.` : ''}
          </p>
          {client.certificate ? (
            <CertificateCard title="Certificate" certificate={client.certificate} onSave={saveCertificate} />
          ) : (
            <Hint>The certificate stands in a PKCS#12 file that can’t be looked into here.</Hint>
          )}
        </>
      ) : null}
      {target ? <Hint data-tone={target.verify ? undefined : 'warn'}>{targetWords(target)}</Hint> : null}
    </section>
  );
}

function targetWords({ verify, pin, serverName }: Trust): string {
  if (pin !== null) return 'To the target: TLS, with the one certificate that was trusted.';
  return verify
    ? `To the target: TLS, verified for ${serverName}.`
    : 'To the target: TLS, NOT verified. Anybody between here and the target can read and change what is sent.';
}

const Since = styled('p')({ margin: '0 12px 8px', fontWeight: 550 });
