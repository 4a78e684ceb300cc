import { SelectField } from '../../../ui/Field.tsx';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { formatBytes, formatCount, formatExact } from '../../../ui/format.ts';
import { Hint } from '../../../ui/form/parts.tsx';
import type { Load } from '../../../../contract/tools/http-load.ts';
import { Histogram } from './Histogram.tsx';
import { ByRequest, Latencies, Outcomes } from './LoadTables.tsx';
import { OverTime } from './OverTime.tsx';
import { useLoads } from './store.ts';
import { formatMs, formatPerSecond, isRunning, nameOf, planText, progressOf, stateText } from './words.ts';

/** What a load has come to, growing while it goes on; beside it another one. */
export function LoadResult({ load, beside }: { load: Load; beside: Load | undefined }) {
  const { part, text } = progressOf(load);
  return (
    <section aria-label="Result" className="wb-load-result">
      <header>
        <div>
          <h3>{nameOf(load)}</h3>
          <p>
            {planText(load.plan)} · <span role="status">{stateText(load)}</span>
            {isRunning(load) ? ` ${text}` : ''}
          </p>
        </div>
        <Compare load={load} />
      </header>
      <progress aria-label="Progress" max={1} value={part} data-over={isRunning(load) ? undefined : ''} />
      {load.failure ? <FailureNotice failure={load.failure} /> : null}
      <Figures load={load} />
      <Late load={load} />
      <Histogram load={load} beside={beside} />
      <OverTime load={load} />
      <Latencies load={load} beside={beside} />
      <Outcomes load={load} beside={beside} />
      {load.requests.length > 1 ? <ByRequest load={load} /> : null}
    </section>
  );
}

function Figures({ load: { counts, perSecond, ms, bytes, connections } }: { load: Load }) {
  const figures = [
    { name: 'Answers', text: formatCount(counts.done) },
    { name: 'A second', text: formatPerSecond(perSecond) },
    { name: 'Failed', text: formatCount(counts.failed), bad: counts.failed > 0 },
    { name: 'Took', text: formatMs(ms) },
    { name: 'Sent', text: formatBytes(bytes.sent), title: formatExact(bytes.sent) },
    { name: 'Received', text: formatBytes(bytes.received), title: formatExact(bytes.received) },
    { name: 'Connections', text: formatCount(connections.opened) },
  ];
  return (
    <dl className="wb-load-figures">
      {figures.map(({ name, text, title, bad }) => (
        <div key={name} title={title} data-bad={bad || undefined}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** At a rate: what did not go as the clock wanted it. */
function Late({ load: { counts, lateMs, state } }: { load: Load }) {
  const waiting = counts.due === null ? 0 : counts.due - counts.begun;
  const over = state !== 'starting' && state !== 'running';
  const texts = [
    ...(waiting > 0
      ? [
          `${formatCount(waiting)} requests ${over ? 'were never sent' : 'wait to be sent'}: all that may go at a time were under way.`,
        ]
      : []),
    ...(counts.cut > 0 ? [`${formatCount(counts.cut)} were under way at the end, and given up.`] : []),
    ...(lateMs !== null && lateMs > 20
      ? [`This machine was late itself, by up to ${formatMs(lateMs)}: it may be too busy for this rate.`]
      : []),
  ];
  return texts.map((text) => (
    <Hint key={text} data-tone="warn">
      {text}
    </Hint>
  ));
}

function Compare({ load }: { load: Load }) {
  const all = useLoads((s) => s.all);
  const beside = useLoads((s) => s.beside);
  const others = [...all.values()].filter(({ id }) => id !== load.id).reverse();
  if (others.length === 0) return null;
  const options = [
    { value: '', label: 'Nothing' },
    ...others.map((one) => ({
      value: one.id,
      label: `${nameOf(one)}, ${planText(one.plan)}, ${formatPerSecond(one.perSecond)}`,
    })),
  ];
  return (
    <SelectField
      label="Compare with"
      value={beside ?? ''}
      options={options}
      onChange={(id) => useLoads.setState({ beside: id === '' ? null : id })}
    />
  );
}
