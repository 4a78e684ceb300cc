import Button from '@mui/material/Button';
import type { TcpListener } from '../../../contract/tools/tcp.ts';
import { Buttons, Hint } from '../../ui/form/parts.tsx';
import { CertificateCard } from '../../ui/tls/CertificateCard.tsx';
import { saveCertificate } from '../../ui/tls/save-certificate.ts';
import { renewCertificate } from './tls-actions.ts';

const WHEN = {
  'from-start': 'Every client speaks TLS from the start',
  'when-asked': 'A connection begins plain, and speaks TLS when its client asks',
};

/** What a listener that speaks TLS shows its clients. */
export function ListenerCertificate({ listener }: { listener: TcpListener }) {
  const { tls } = listener.details;
  if (!tls) return null;
  const asks = {
    none: '',
    ask: ' A client certificate is asked for.',
    require: ' A client certificate is required.',
  };
  const alpn = tls.alpn.length > 0 ? ` ALPN: ${tls.alpn.join(', ')}.` : '';
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <h2 style={{ margin: 0 }}>TLS</h2>
      <p style={{ margin: 0 }}>
        {WHEN[tls.when]}.{asks[tls.clientCertificate]}
        {alpn}
      </p>
      {tls.certificate ? (
        <CertificateCard title="Certificate" certificate={tls.certificate} onSave={saveCertificate} />
      ) : (
        <Hint>The certificate stands in a PKCS#12 file that can’t be looked into here.</Hint>
      )}
      {tls.made && listener.state === 'listening' ? (
        <Buttons>
          <Button size="small" onClick={() => void renewCertificate(listener)}>
            Make a new certificate
          </Button>
          <Hint>Made on the spot for this run. Clients that trust the one before no longer do.</Hint>
        </Buttons>
      ) : null}
    </div>
  );
}
