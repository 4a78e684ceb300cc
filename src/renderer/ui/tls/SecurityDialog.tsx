import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Certificate, TlsInfo } from '../../../contract/tls.ts';
import { CheckIcon, InfoIcon, WarningIcon } from '../icons.tsx';
import { Modal } from '../Modal.tsx';
import { Notice } from '../Notice.tsx';
import { CertificateCard } from './CertificateCard.tsx';
import { Body } from './SettingsFrame.tsx';

const KEYS = 'security.keys';

export interface SecurityDialogProps {
  title?: string;
  /** Null while it is fetched, or where that failed: `problem` says so then. */
  info: TlsInfo | null;
  problem: string | null;
  onClose(): void;
  /** Left out where the tool keeps no keys that could be saved. */
  onSaveKeys?(where: string): void;
  onSaveCertificate(certificate: Certificate, where: string): void;
}

/** What two ends agreed on, what was made of the peer’s certificate, and the chain it stands in. */
export default function SecurityDialog(props: SecurityDialogProps) {
  const { info, problem } = props;
  return (
    <Modal title={props.title ?? 'Security'} close="Close security" width={640} onClose={props.onClose}>
      <Body>{info ? <Facts {...props} info={info} /> : <p>{problem ?? 'Asking the bench…'}</p>}</Body>
    </Modal>
  );
}

function Facts({ info, onSaveKeys, onSaveCertificate }: SecurityDialogProps & { info: TlsInfo }) {
  const peer = info.role === 'client' ? 'Server' : 'Client';
  const word = VERDICT[info.verification];
  const Icon = ICON[info.verification];
  return (
    <>
      <Verdict role="status" data-tone={TONE[info.verification]}>
        <Icon />
        <div>
          <b>
            {peer === 'Client' && info.verification === 'none' ? 'The client showed no certificate' : word}
          </b>
          {info.problems.length > 0 ? (
            <ul>
              {info.problems.map(({ code, message }) => (
                <li key={code + message}>{sentence(message)}</li>
              ))}
            </ul>
          ) : null}
        </div>
      </Verdict>
      <List>
        <dt>Version</dt>
        <dd>{info.version ?? 'not agreed on'}</dd>
        <dt>Cipher</dt>
        <dd data-mono>{info.cipher ?? 'not agreed on'}</dd>
        <dt>ALPN</dt>
        <dd>{info.alpn ?? 'none'}</dd>
        <dt>Server name</dt>
        <dd>{info.serverName ?? 'none asked for'}</dd>
        <dt>Resumed</dt>
        <dd>{info.resumed ? 'yes, with a session ticket' : 'no, a full handshake'}</dd>
        <dt>Keys</dt>
        <dd>
          {info.keys > 0 ? (
            <>
              {info.keys} lines kept{' '}
              {onSaveKeys ? (
                <Button size="small" onClick={() => onSaveKeys(KEYS)}>
                  Save key log
                </Button>
              ) : null}{' '}
              <Notice where={KEYS} />
            </>
          ) : (
            'not kept'
          )}
        </dd>
      </List>
      {info.chain.map((certificate, i) => (
        <CertificateCard
          key={certificate.sha256}
          title={i === 0 ? `${peer}’s certificate` : `Issuer ${i}`}
          certificate={certificate}
          onSave={onSaveCertificate}
        />
      ))}
      {info.own ? (
        <CertificateCard title="Our certificate" certificate={info.own} onSave={onSaveCertificate} />
      ) : null}
    </>
  );
}

const VERDICT: Record<TlsInfo['verification'], string> = {
  verified: 'Verified: the certificate is valid, for this name, and of a trusted issuer',
  pinned: 'Trusted by its fingerprint, for this connection',
  'not-verified': 'Not verified',
  failed: 'Not accepted: the connection was closed before anything was sent',
  none: 'No certificate was looked at',
};
const TONE: Record<TlsInfo['verification'], string> = {
  verified: 'good',
  pinned: 'good',
  'not-verified': 'warn',
  failed: 'danger',
  none: 'plain',
};

const ICON: Record<TlsInfo['verification'], typeof CheckIcon> = {
  verified: CheckIcon,
  pinned: CheckIcon,
  'not-verified': WarningIcon,
  failed: WarningIcon,
  none: InfoIcon,
};

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const Verdict = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'auto minmax(0, 1fr)',
  gap: 8,
  padding: '8px 12px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  '& b': { fontWeight: 600 },
  '& ul': { margin: '4px 0 0', paddingLeft: 18 },
  '& > svg': { marginTop: 1, color: 'var(--wb-muted)' },
  '&[data-tone="good"] > svg': { color: 'var(--wb-accent)' },
  '&[data-tone="warn"] > svg': { color: 'var(--wb-warn)' },
  '&[data-tone="danger"] > svg': { color: 'var(--wb-danger)' },
  '&[data-tone="warn"]': { background: 'var(--wb-warn-ground)' },
  '&[data-tone="danger"]': { background: 'var(--wb-danger-ground)' },
});
const List = styled('dl')({
  display: 'grid',
  gridTemplateColumns: '96px minmax(0, 1fr)',
  gap: '4px 12px',
  margin: 0,
  '& dt': { color: 'var(--wb-muted)' },
  '& dd': { margin: 0, overflowWrap: 'anywhere' },
  '& dd[data-mono]': { fontFamily: 'var(--wb-font-mono)', fontSize: 12.5 },
});
