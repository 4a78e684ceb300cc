import { useEffect, useState } from 'react';
import type { ExchangeDetail, Header } from '../../../../contract/http/exchange.ts';
import type { PairedLine } from '../../../../contract/tools/http-view.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { formatBytes, formatCount, formatTime } from '../../../ui/format.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { useExchanges } from '../request/exchanges.ts';
import './compare.css';
import { layoutFor } from './media.ts';
import { formatMs } from './phases.ts';
import { pairHeaders } from './pair-headers.ts';

const ROW = 20;

interface Compared {
  rows: PairedLine[];
  differences: number;
  note: string | null;
}

/** Two answers side by side: status, headers, and the lines of their bodies. */
export function CompareDialog({ detail, onClose }: { detail: ExchangeDetail; onClose(): void }) {
  const all = useExchanges((state) => state.all);
  const { id, type, url } = detail.summary;
  const { looks } = detail.body;
  const others = [...all.values()].filter((one) => one.id !== id && one.status !== null).reverse();
  // Most often it is what the same address answered before.
  const [other, setOther] = useState<string | null>(
    (others.find((one) => one.url === url) ?? others[0])?.id ?? null,
  );
  const [right, setRight] = useState<ExchangeDetail | null>(null);
  const [compared, setCompared] = useState<Compared | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (other === null) return;
    const abort = new AbortController();
    setCompared(null);
    setRight(null);
    setProblem(null);
    const look = async () => {
      const client = getClient();
      const { signal } = abort;
      const told = await client.http.detail({ exchange: other }, { signal });
      setRight(told);
      const own = layoutFor(type, looks).layout;
      const layout = own === layoutFor(told.summary.type, told.body.looks).layout ? own : null;
      setCompared(await client.httpView.compare({ left: other, right: id, layout }, { signal }));
    };
    look().catch((error: unknown) => {
      if (!abort.signal.aborted && !isAbort(error)) setProblem(toFailure(error).message);
    });
    return () => abort.abort();
  }, [other, id, type, looks]);

  const headers = pairHeaders(headersOf(right), headersOf(detail));
  return (
    <Modal title="Compare answers" close="Close comparison" width={1120} onClose={onClose}>
      <div className="wb-compare">
        <div className="wb-compare-heads">
          <InlineSelect
            label="Compare with"
            value={other ?? ''}
            options={others.map((one) => ({
              value: one.id,
              label: `${formatTime(one.startedAt)}: ${one.status}, ${one.method} ${one.url}`,
            }))}
            onChange={setOther}
          />
          <span>
            {formatTime(detail.summary.startedAt)}: {detail.summary.method} {url} (this one)
          </span>
          <Facts detail={right} />
          <Facts detail={detail} />
        </div>
        {problem ? <p role="alert">{problem}</p> : null}
        {right ? (
          <section aria-label="Headers" className="wb-compare-headers">
            <h4>Headers: {countOf(headers.length, 'difference')}</h4>
            {headers.map(({ name, left, right: mine }) => (
              <div key={name} className="wb-compare-row" data-kind="changed">
                <span data-side="left">{left.length > 0 ? `− ${name}: ${left.join(', ')}` : ''}</span>
                <span data-side="right">{mine.length > 0 ? `+ ${name}: ${mine.join(', ')}` : ''}</span>
              </div>
            ))}
          </section>
        ) : null}
        {compared ? (
          <section aria-label="Bodies" className="wb-compare-bodies">
            <h4>
              Body: {countOf(compared.differences, 'line')}{' '}
              {compared.differences === 1 ? 'differs' : 'differ'}
              {compared.note ? <span className="wb-answer-muted"> {compared.note}</span> : null}
            </h4>
            <VirtualRows
              count={compared.rows.length}
              rowHeight={ROW}
              label="Lines"
              role="list"
              rowProps={(index) => ({ 'aria-label': wordsOf(compared.rows[index]) })}
              renderRow={(index) => <Row row={compared.rows[index]} />}
              empty="Both bodies are empty."
            />
          </section>
        ) : (
          <p role="status">{other === null ? 'There is no other answer.' : problem ? '' : 'Comparing…'}</p>
        )}
      </div>
    </Modal>
  );
}

function Facts({ detail }: { detail: ExchangeDetail | null }) {
  if (!detail) return <span />;
  const { status, reason, ms, bytes } = detail.summary;
  return (
    <strong>
      {status} {reason}, {ms === null ? 'under way' : formatMs(ms)}, {formatBytes(bytes.decoded)}
    </strong>
  );
}

function Row({ row }: { row: PairedLine | undefined }) {
  if (!row) return null;
  if (row.kind === 'skipped')
    return <div className="wb-compare-skipped">{countOf(row.skipped, 'line')} alike</div>;
  const differs = row.kind !== 'same';
  return (
    <div className="wb-compare-row" data-kind={row.kind}>
      <span data-side="left">
        <i>{row.left?.line ?? ''}</i>
        {differs && row.left ? '− ' : '  '}
        {row.left?.text}
      </span>
      <span data-side="right">
        <i>{row.right?.line ?? ''}</i>
        {differs && row.right ? '+ ' : '  '}
        {row.right?.text}
      </span>
    </div>
  );
}

function wordsOf(row: PairedLine | undefined): string {
  if (!row) return '';
  if (row.kind === 'skipped') return `${countOf(row.skipped, 'line')} alike`;
  if (row.kind === 'same') return `both: ${row.left?.text ?? ''}`;
  return [row.left ? `only there: ${row.left.text}` : '', row.right ? `only here: ${row.right.text}` : '']
    .filter((words) => words !== '')
    .join('; ');
}

const countOf = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
const headersOf = (detail: ExchangeDetail | null): readonly Header[] =>
  detail?.hops.at(-1)?.answer?.headers ?? [];
