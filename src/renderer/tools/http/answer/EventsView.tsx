import { useRef, useState } from 'react';
import type { ServerEvent } from '../../../../contract/tools/http-view.ts';
import { getClient, onOpen } from '../../../bridge/connection.ts';
import { usePages } from '../../../bridge/captures.ts';
import { PageCache } from '../../../bridge/page-cache.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { formatCount, formatTime } from '../../../ui/format.ts';
import { VirtualRows, type VirtualRowsHandle } from '../../../ui/rows/VirtualRows.tsx';
import { useRange } from '../../../ui/rows/use-range.ts';
import { useStateStream } from './use-state-stream.ts';

const PER_PAGE = 128;
const pages = new PageCache<ServerEvent[]>({
  pageSize: PER_PAGE,
  keep: 64,
  async pull(exchange, from, count, signal) {
    const { events } = await getClient().httpView.events({ exchange, from, count }, { signal });
    return { value: events, count: events.length, settled: true };
  },
});
onOpen(() => pages.clear());

/** Server-sent events, as they come. */
export function EventsView({ exchange }: { exchange: string }) {
  const { state, problem } = useStateStream(`events|${exchange}`, (client, signal) =>
    client.httpView.watchEvents({ exchange }, { signal }),
  );
  const total = state?.events ?? 0;
  const [range, onRangeChange] = useRange();
  const [follow, setFollow] = useState(true);
  const [selected, setSelected] = useState<number | null>(null);
  const list = useRef<VirtualRowsHandle>(null);
  const { row: rowHeight } = useRowHeights();
  usePages(pages, exchange, range.first, range.last, total);
  const eventOf = (index: number) =>
    pages.get(exchange, Math.floor(index / PER_PAGE))?.value[index % PER_PAGE];
  const chosen = selected === null ? undefined : eventOf(selected);
  return (
    <section className="wb-pretty" aria-label="Events">
      <div className="wb-answer-tools">
        <span className="wb-answer-muted" role="status">
          {problem ??
            `${formatCount(total)} ${total === 1 ? 'event' : 'events'}${state?.whole ? '' : ' so far'}${state?.note ? `. ${state.note}` : ''}`}
        </span>
      </div>
      <VirtualRows
        ref={list}
        count={total}
        rowHeight={rowHeight}
        label="Events"
        role="list"
        noun={['event', 'events']}
        follow={follow}
        over={state?.whole}
        onFollowChange={setFollow}
        onRangeChange={onRangeChange}
        selected={selected}
        onSelect={setSelected}
        rowProps={(index) => {
          const event = eventOf(index);
          return { 'aria-label': event ? `${event.event || 'message'}: ${event.data}` : 'Loading' };
        }}
        renderRow={(index) => {
          const event = eventOf(index);
          if (!event) return <span className="wb-tl-waiting" />;
          return (
            <div className="wb-event-row">
              <span className="wb-answer-muted">{event.time === null ? '' : formatTime(event.time)}</span>
              <span>{event.event || 'message'}</span>
              <span className="wb-answer-muted">{event.id === null ? '' : `id ${event.id}`}</span>
              <code>{event.data.replace(/\n/g, '↵ ')}</code>
            </div>
          );
        }}
        empty={state?.whole ? 'There are no events in it.' : 'No event has come yet.'}
      />
      {chosen ? (
        <div className="wb-pretty-whole" role="group" aria-label="Event">
          <pre tabIndex={0}>
            {chosen.data}
            {chosen.more > 0 ? `… ${formatCount(chosen.more)} more characters: see Text` : ''}
          </pre>
        </div>
      ) : null}
    </section>
  );
}
