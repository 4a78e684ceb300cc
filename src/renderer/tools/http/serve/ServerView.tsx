import Button from '@mui/material/Button';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { formatCount, formatDuration } from '../../../ui/format.ts';
import { Notice } from '../../../ui/Notice.tsx';
import { HowToReach } from '../../../ui/sessions/HowToReach.tsx';
import { HeaderFigure } from '../../../ui/sessions/ListenerPane.tsx';
import { listenerState } from '../../../ui/sessions/words.ts';
import { ActFailure } from '../../../ui/session/SessionPane.tsx';
import { StateDot } from '../../../ui/StateDot.tsx';
import { CertificateCard } from '../../../ui/tls/CertificateCard.tsx';
import { saveCertificate } from '../../../ui/tls/save-certificate.ts';
import { useNow } from '../../../ui/use-now.ts';
import { httpBench } from '../bench.ts';
import { clearLog, requestIt } from './actions.ts';
import { SERVES } from './forms.ts';
import { commandsFor } from './reach.ts';
import { RequestLog } from './RequestLog.tsx';
import './serve.css';

/** A server: how to reach it, and the log of its requests. */
export function ServerView({ listener }: { listener: HttpListener }) {
  const { details, state, open, startedAt, failure } = listener;
  const running = state === 'listening';
  const now = useNow(running);
  const { word, dot } = listenerState(listener);
  const logged = details.requests - details.cleared;
  const { certificate } = details;
  return (
    <div className="wb-server">
      <section className="wb-server-head" aria-label="Server">
        <b className="wb-log-mono">{details.url}</b>
        <HeaderFigure>{SERVES.find(({ value }) => value === details.serves)?.label}</HeaderFigure>
        <HeaderFigure>
          <StateDot kind={dot} /> {word}
          {running ? <span className="wb-server-quiet">{formatDuration(now - startedAt)}</span> : null}
        </HeaderFigure>
        <HeaderFigure>
          <b>{formatCount(open)}</b> open
        </HeaderFigure>
        <HeaderFigure>
          <b>{formatCount(details.requests)}</b> {details.requests === 1 ? 'request' : 'requests'}
        </HeaderFigure>
        {details.malformed > 0 ? (
          <HeaderFigure title="What came was no HTTP, or could be read in two ways">
            <b>{formatCount(details.malformed)}</b> malformed
          </HeaderFigure>
        ) : null}
        {listener.refused > 0 ? (
          <HeaderFigure title={`More than ${formatCount(details.maxClients)} clients at once`}>
            <b>{formatCount(listener.refused)}</b> refused
          </HeaderFigure>
        ) : null}
        <span className="wb-server-acts">
          {running ? (
            <Button size="small" onClick={() => void requestIt(listener)}>
              Request it
            </Button>
          ) : null}
          {certificate && logged > 0 ? (
            <Button size="small" onClick={() => saveCertificate(certificate, listener.id)}>
              Save the certificate
            </Button>
          ) : null}
          <Button size="small" disabled={logged === 0} onClick={() => void clearLog(listener.id)}>
            Clear the log
          </Button>
        </span>
      </section>
      {details.folder === null ? null : <p className="wb-server-folder">{details.folder}</p>}
      {failure ? <FailureNotice failure={failure} /> : null}
      <Notice where={listener.id} />
      <ActFailure of={httpBench} id={listener.id} />
      {logged > 0 ? (
        <RequestLog key={listener.id} server={listener} />
      ) : (
        <div className="wb-server-still">
          {running ? (
            <HowToReach
              title="No request yet"
              sentence="Press Request it, or ask from another program:"
              commands={commandsFor(listener)}
            />
          ) : (
            <p>No request came.</p>
          )}
          {certificate ? (
            <CertificateCard title="Certificate" certificate={certificate} onSave={saveCertificate} />
          ) : null}
        </div>
      )}
    </div>
  );
}
