import { useRef, useState } from 'react';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import type { Logged } from '../../../../contract/tools/http-server.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { formatTime } from '../../../ui/format.ts';
import { useRange } from '../../../ui/rows/use-range.ts';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { Splitter } from '../../../ui/Splitter.tsx';
import { LoggedView } from './LoggedView.tsx';
import './serve.css';
import { useLog } from './use-log.ts';
import { durationWords, statusTone } from './words.ts';

/** The requests of a server as they come, and under them the one that is selected. */
export function RequestLog({ server }: { server: HttpListener }) {
  const [range, onRangeChange] = useRange();
  const [chosen, setChosen] = useState<number | null>(null);
  const [follow, setFollow] = useState(true);
  const { row: rowHeight } = useRowHeights();
  const { first, count, row } = useLog(server, range.first, range.last);
  const last = useRef<Logged | null>(null);
  // What is looked at stays in view when its row has left the log.
  const selected = chosen === null ? undefined : row(chosen - first);
  if (selected) last.current = selected;
  const shown = chosen === null || last.current?.seq !== chosen ? null : last.current;

  const list = (
    <VirtualRows
      count={count}
      rowHeight={rowHeight}
      label="Requests"
      role="grid"
      columnCount={6}
      rowKey={(index) => first + index}
      selected={chosen === null ? null : chosen - first}
      onSelect={(index) => {
        setChosen(first + index);
        setFollow(false);
      }}
      onRangeChange={onRangeChange}
      follow={follow}
      onFollowChange={setFollow}
      noun={['request', 'requests']}
      over={server.state !== 'listening' && server.open === 0}
      header={
        <div className="wb-log-row wb-log-head" aria-hidden="true">
          <span>Time</span>
          <span>Client</span>
          <span>Method</span>
          <span>Address</span>
          <span>Status</span>
          <span>Took</span>
        </div>
      }
      rowProps={(index) => ({ 'aria-label': row(index) && labelOf(row(index)) })}
      renderRow={(index) => <LogRow logged={row(index)} />}
    />
  );
  if (!shown) return <div className="wb-log">{list}</div>;
  return (
    <div className="wb-log">
      <Splitter id="http.log" direction="vertical" initial={0.4} min={[96, 160]} label="Resize the log">
        {list}
        <LoggedView key={shown.seq} listener={server.id} logged={shown} />
      </Splitter>
    </div>
  );
}

function LogRow({ logged }: { logged: Logged | undefined }) {
  if (!logged) return null;
  const { time, peer, method, url, status, note } = logged;
  return (
    <div className="wb-log-row">
      <span role="gridcell" className="wb-log-mono">
        {formatTime(time)}
      </span>
      <span role="gridcell" className="wb-log-mono">
        {peer}
      </span>
      <span role="gridcell" className="wb-log-method">
        {method || '—'}
      </span>
      <span role="gridcell" className="wb-log-mono wb-log-url" title={note ?? url}>
        {url}
        {note ? <i>{note}</i> : null}
      </span>
      <span role="gridcell" data-tone={statusTone(status)}>
        {status ?? (logged.ms === null ? '…' : 'none')}
      </span>
      <span role="gridcell" className="wb-log-ms">
        {durationWords(logged.ms)}
      </span>
    </div>
  );
}

function labelOf(logged: Logged | undefined): string | undefined {
  if (!logged) return undefined;
  const { method, url, status, ms, peer, note } = logged;
  const what = method === '' ? 'no request' : `${method} ${url}`;
  const came = status === null ? (ms === null ? 'goes on' : 'no answer') : `status ${status}`;
  return [what, came, `from ${peer}`, note].filter(Boolean).join(', ');
}
