import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Certificate } from '../../../contract/tls.ts';
import type { TcpSession } from '../../../contract/tools/tcp.ts';
import { formatDateTime } from '../../ui/format.ts';
import { openTlsDialog } from './tls-store.ts';
import { useSecurity } from './use-security.ts';

/** The chain that was not accepted, beside the reason. */
export function RefusedChain({ session }: { session: TcpSession }) {
  const { tls } = session.details;
  return tls?.state === 'failed' && tls.verification === 'failed' ? <Chain session={session} /> : null;
}

function Chain({ session }: { session: TcpSession }) {
  const { info } = useSecurity(session.id);
  if (!info || info.chain.length === 0) return null;
  return (
    <Around aria-label="The chain that was shown">
      <ol>
        {info.chain.map((certificate) => (
          <li key={certificate.sha256}>
            <b>{certificate.subject || 'no subject'}</b> {facts(certificate)}{' '}
            <code>{certificate.sha256}</code>
          </li>
        ))}
      </ol>
      <Button size="small" onClick={() => openTlsDialog({ kind: 'security', session: session.id })}>
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
