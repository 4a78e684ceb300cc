import type { TransferListener } from '../../../contract/tools/transfer.ts';
import { formatCount } from '../../ui/format.ts';
import { Buttons, Hint } from '../../ui/form/parts.tsx';
import { HowToReach } from '../../ui/sessions/HowToReach.tsx';
import { HeaderFigure, ListenerPane } from '../../ui/sessions/ListenerPane.tsx';
import { CertificateCard } from '../../ui/tls/CertificateCard.tsx';
import { saveCertificate } from '../../ui/tls/save-certificate.ts';
import Button from '@mui/material/Button';
import { toIt } from './actions.ts';
import { toItLabel, transferBench } from './bench.ts';
import { MODE_NAMES, reachCommands } from './words.ts';

/** What waits for the other end: what it will do, how to reach it, and what it shows who speaks TLS. */
export function ListenerView({ listener }: { listener: TransferListener }) {
  const { state, open, accepted, details } = listener;
  const running = state === 'listening';
  const receives = details.direction === 'receive';
  const commands = reachCommands(listener);
  return (
    <ListenerPane
      of={transferBench}
      listener={listener}
      header={<HeaderFigure>{MODE_NAMES[details.mode]}</HeaderFigure>}
      refusedBecause="More connections at once than “Max connections” allows"
    >
      <section aria-label={receives ? 'What is received' : 'What is sent'}>
        <h2>{receives ? 'Receives into' : 'Sends'}</h2>
        <p style={{ overflowWrap: 'anywhere' }}>{receives ? details.folder : details.what}</p>
        {running ? (
          <Buttons style={{ marginTop: 8 }}>
            <Button onClick={() => void toIt(listener)}>{toItLabel(details.direction)}</Button>
            <Hint>
              {receives
                ? 'Sends what is chosen in the Send form, to try it.'
                : 'Receives as the Receive form says, to try it.'}
            </Hint>
          </Buttons>
        ) : null}
      </section>
      {running && open === 0 ? (
        <HowToReach
          title={accepted === 0 ? 'Nobody yet' : `${formatCount(accepted)} so far, nobody now`}
          sentence={
            commands.length === 0
              ? `In another Wirebench: File transfer, ${receives ? 'Send' : 'Receive'}, mode Verified, this host and port.`
              : details.tls
                ? 'Save the certificate below as PEM and use another program:'
                : 'Use another Wirebench, or another program:'
          }
          commands={commands}
        />
      ) : null}
      {details.tls ? <Certificate tls={details.tls} /> : null}
    </ListenerPane>
  );
}

function Certificate({ tls }: { tls: NonNullable<TransferListener['details']['tls']> }) {
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <h2>TLS</h2>
      {tls.certificate ? (
        <CertificateCard title="Certificate" certificate={tls.certificate} onSave={saveCertificate} />
      ) : (
        <Hint>The certificate stands in a PKCS#12 file that can’t be looked into here.</Hint>
      )}
    </div>
  );
}
