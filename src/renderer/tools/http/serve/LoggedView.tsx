import Button from '@mui/material/Button';
import { useState } from 'react';
import type { Header } from '../../../../contract/http/exchange.ts';
import type { Logged } from '../../../../contract/tools/http-server.ts';
import type { Direction } from '../../../../contract/rows.ts';
import { formatBytes } from '../../../ui/format.ts';
import { ArrowDownIcon, ArrowUpIcon } from '../../../ui/icons.tsx';
import { Splitter } from '../../../ui/Splitter.tsx';
import { httpState, showConnection } from '../store.ts';
import { sendAgain } from './actions.ts';
import { useLogged } from './use-log.ts';
import { WireBytes, type WireView } from './WireBytes.tsx';
import { durationWords, statusTone } from './words.ts';

/** One request of the log: its very bytes and those of its answer, and what can be done with it. */
export function LoggedView({ listener, logged }: { listener: string; logged: Logged }) {
  const { seq, session, method, url, status, ms, note } = logged;
  const detail = useLogged(listener, seq, ms !== null);
  const there = httpState.useSession(session);
  const [view, setView] = useState<WireView>('Text');
  return (
    <section className="wb-logged" aria-label="Request in the log">
      <header>
        <b className="wb-log-mono">{method || 'No request'}</b>
        <span className="wb-log-mono wb-logged-url" title={url}>
          {url}
        </span>
        <span data-tone={statusTone(status)}>{status ?? (ms === null ? 'goes on' : 'no answer')}</span>
        <span className="wb-log-ms">{durationWords(ms)}</span>
        <span className="wb-grow" />
        <Button size="small" disabled={method === ''} onClick={() => void sendAgain(listener, seq)}>
          Send it again
        </Button>
        <Button size="small" disabled={!there} onClick={() => showConnection(session)}>
          Show connection
        </Button>
        <span role="group" aria-label="View of the bytes" className="wb-logged-views">
          {(['Text', 'Hex'] as const).map((each) => (
            <Button key={each} size="small" aria-pressed={view === each} onClick={() => setView(each)}>
              {each}
            </Button>
          ))}
        </span>
      </header>
      {note ? <p className="wb-logged-note">{note}</p> : null}
      {detail === null ? null : detail.wire && there ? (
        <Splitter id="http.logged" direction="horizontal" initial={0.5} label="Resize request and answer">
          <Side title="Request" direction="in" length={detail.wire.in.to - detail.wire.in.from}>
            <WireBytes session={session} direction="in" range={detail.wire.in} view={view} />
          </Side>
          <Side title="Answer" direction="out" length={detail.wire.out.to - detail.wire.out.from}>
            <WireBytes session={session} direction="out" range={detail.wire.out} view={view} />
          </Side>
        </Splitter>
      ) : (
        <div className="wb-logged-heads">
          <p>
            {there && detail.stream !== null
              ? `Over HTTP/2 its bytes are frames of stream ${detail.stream}: see its connection.`
              : 'Its connection has left the bench, and its bytes with it.'}
          </p>
          <Heads title="Request" headers={detail.request} />
          <Heads title="Answer" headers={detail.answer} />
        </div>
      )}
    </section>
  );
}

function Side({
  title,
  direction,
  length,
  children,
}: {
  title: string;
  direction: Direction;
  length: number;
  children: React.ReactNode;
}) {
  const Arrow = direction === 'in' ? ArrowDownIcon : ArrowUpIcon;
  return (
    <section className="wb-logged-side" aria-label={`${title} on the wire`}>
      <h3 data-direction={direction}>
        <Arrow width={14} height={14} />
        {title}
        <span>{formatBytes(length)}</span>
      </h3>
      {children}
    </section>
  );
}

function Heads({ title, headers }: { title: string; headers: readonly Header[] }) {
  if (headers.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {headers.map(({ name, value }, i) => (
          <div key={`${i} ${name}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
