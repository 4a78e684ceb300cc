import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Certificate } from '../../../contract/tls.ts';
import { copyMade } from '../clipboard.ts';
import { formatDateTime } from '../format.ts';
import { Notice } from '../Notice.tsx';
import { useNow } from '../use-now.ts';

/** One certificate: for whom, by whom, until when, and how to tell it from others. */
export function CertificateCard({
  title,
  certificate,
  onSave,
}: {
  title: string;
  certificate: Certificate;
  onSave(certificate: Certificate, where: string): void;
}) {
  const { subject, issuer, names, validFrom, validTo, sha256, serial, keyType, selfSigned, pem } =
    certificate;
  const where = `certificate.${sha256}`;
  const over = validTo < useNow(false);
  return (
    <Card aria-label={title}>
      <h3>{title}</h3>
      <dl>
        <dt>Subject</dt>
        <dd>{subject || '(none)'}</dd>
        <dt>Issuer</dt>
        <dd>{selfSigned ? 'Itself (self-signed)' : issuer}</dd>
        <dt>Names</dt>
        <dd>{names.length > 0 ? names.join(', ') : '(none)'}</dd>
        <dt>Valid</dt>
        <dd data-tone={over ? 'danger' : undefined}>
          {day(validFrom)} to {day(validTo)}
          {over ? ' (expired)' : ''}
        </dd>
        <dt>SHA-256</dt>
        <dd data-mono>{sha256}</dd>
        <dt>Serial</dt>
        <dd data-mono>{serial}</dd>
        <dt>Key</dt>
        <dd>{keyType}</dd>
      </dl>
      <Acts>
        <Button size="small" onClick={() => void copyMade(where, () => sha256, 'Copied the fingerprint.')}>
          Copy fingerprint
        </Button>
        <Button
          size="small"
          onClick={() => void copyMade(where, () => pem, 'Copied the certificate as PEM.')}
        >
          Copy PEM
        </Button>
        <Button size="small" onClick={() => onSave(certificate, where)}>
          Save PEM
        </Button>
        <Notice where={where} />
      </Acts>
    </Card>
  );
}

/** Certificates count in seconds. */
const day = (time: number) => formatDateTime(time).replace(/\.\d{3}$/, '');

const Card = styled('section')({
  display: 'grid',
  gap: 6,
  padding: '8px 12px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  background: 'var(--wb-panel)',
  '& h3': { margin: 0, fontSize: 13, lineHeight: '20px', fontWeight: 600 },
  '& dl': {
    display: 'grid',
    gridTemplateColumns: '64px minmax(0, 1fr)',
    gap: '2px 12px',
    margin: 0,
    fontSize: 12.5,
    lineHeight: '18px',
  },
  '& dt': { color: 'var(--wb-muted)' },
  '& dd': { margin: 0, overflowWrap: 'anywhere' },
  '& dd[data-mono]': { fontFamily: 'var(--wb-font-mono)', fontSize: 11.5 },
  '& dd[data-tone="danger"]': { color: 'var(--wb-danger)' },
});
const Acts = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 6 });
