import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Certificate, TlsBrief } from '../../../contract/tls.ts';
import { formatDateTime } from '../format.ts';
import type { Told } from './use-tls-info.ts';

interface Refused {
  session: { id: string; details: { tls: TlsBrief | null } };
  /** What is known of a session’s TLS. */
  useSecurity(session: string): Told;
  onShow(): void;
}

/** The chain that a session did not accept, to stand beside the reason; nothing for any other session. */
export function SessionRefusal(refused: Refused) {
  const { tls } = refused.session.details;
  if (tls?.state !== 'failed' || tls.verification !== 'failed') return null;
  return <Asked key={refused.session.id} {...refused} />;
}

function Asked({ session, useSecurity, onShow }: Refused) {
  const { info } = useSecurity(session.id);
  return info && <RefusedChain chain={info.chain} onShow={onShow} />;
}

/** The chain that was not accepted, to stand beside the reason. */
export function RefusedChain({ chain, onShow }: { chain: readonly Certificate[]; onShow(): void }) {
  if (chain.length === 0) return null;
  return (
    <Around aria-label="The chain that was shown">
      <ol>
        {chain.map((certificate) => (
          <li key={certificate.sha256}>
            <b>{certificate.subject || 'no subject'}</b> {facts(certificate)}{' '}
            <code>{certificate.sha256}</code>
          </li>
        ))}
      </ol>
      <Button size="small" onClick={onShow}>
        Show all
      </Button>
    </Around>
  );
}

function facts({ names, issuer, selfSigned, validFrom, validTo }: Certificate): string {
  return [
    names.length > 0 ? `for ${names.slice(0, 4).join(', ')}${names.length > 4 ? '…' : ''}` : null,
    selfSigned ? 'issued by itself' : `issued by ${issuer}`,
    `valid ${day(validFrom)} to ${day(validTo)}`,
    'SHA-256',
  ]
    .filter(Boolean)
    .join(', ');
}

const day = (time: number) => formatDateTime(time).slice(0, 10);

const Around = styled('section')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) auto',
  alignItems: 'start',
  gap: 8,
  margin: '0 12px 8px',
  padding: '6px 8px 6px 10px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  fontSize: 12,
  lineHeight: '18px',
  '& ol': { margin: 0, paddingLeft: 18, maxHeight: 96, overflow: 'auto' },
  '& b': { fontWeight: 600 },
  '& code': { fontFamily: 'var(--wb-font-mono)', fontSize: 11, overflowWrap: 'anywhere' },
});
