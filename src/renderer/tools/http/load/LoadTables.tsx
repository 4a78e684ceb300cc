import type { Latency, Load } from '../../../../contract/tools/http-load.ts';
import { formatCount } from '../../../ui/format.ts';
import { changeText, formatMs, toldLatency } from './words.ts';

const ROWS: readonly { key: keyof Latency; name: string; title: string }[] = [
  { key: 'mean', name: 'Mean', title: 'All times together, divided by how many there are' },
  { key: 'p50', name: 'p50', title: 'Half of the answers came within it' },
  { key: 'p90', name: 'p90', title: '9 of 10 answers came within it' },
  { key: 'p99', name: 'p99', title: '99 of 100 answers came within it' },
  { key: 'p999', name: 'p99.9', title: '999 of 1,000 answers came within it' },
  { key: 'max', name: 'Longest', title: 'The longest of all' },
];

/** The percentiles, as measured and corrected, and beside them those of another load. */
export function Latencies({ load, beside }: { load: Load; beside: Load | undefined }) {
  const { measured, corrected } = load;
  const told = toldLatency(load);
  if (!measured || !corrected || !told) return null;
  const other = beside && toldLatency(beside, load.plan);
  return (
    <table className="wb-load-table" aria-label="Latency">
      <thead>
        <tr>
          <th scope="col">Latency</th>
          <th scope="col" title="From when a request was sent to the last byte of its answer">
            Measured
          </th>
          <th
            scope="col"
            title="As it is for one who does not wait for the answer before: corrected for coordinated omission"
          >
            Corrected
          </th>
          {other ? (
            <>
              <th scope="col">The other</th>
              <th scope="col">Change</th>
            </>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ key, name, title }) => (
          <tr key={key} title={title}>
            <th scope="row">{name}</th>
            <td>{formatMs(measured[key])}</td>
            <td>{formatMs(corrected[key])}</td>
            {other ? (
              <>
                <td>{formatMs(other[key])}</td>
                <td>{changeText(told[key], other[key])}</td>
              </>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How often each status came, and why requests failed. */
export function Outcomes({ load, beside }: { load: Load; beside: Load | undefined }) {
  const all = load.counts.done + load.counts.failed || 1;
  const rows = [
    ...load.statuses.map(({ status, count }) => ({
      key: String(status),
      text: `Status ${status}`,
      count,
      bad: status >= 400,
      other: beside?.statuses.find((one) => one.status === status)?.count,
    })),
    ...load.errors.map(({ code, message, count }) => ({
      key: code,
      text: message,
      count,
      bad: true,
      other: beside?.errors.find((one) => one.code === code)?.count,
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <table className="wb-load-table" aria-label="Outcomes">
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Requests</th>
          <th scope="col">Share</th>
          {beside ? <th scope="col">The other</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, text, count, bad, other }) => (
          <tr key={key} data-bad={bad || undefined}>
            <th scope="row">{text}</th>
            <td>{formatCount(count)}</td>
            <td>{((count / all) * 100).toFixed(1)} %</td>
            {beside ? <td>{formatCount(other ?? 0)}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Each request of a collection on its own. */
export function ByRequest({ load }: { load: Load }) {
  return (
    <table className="wb-load-table" aria-label="By request">
      <thead>
        <tr>
          <th scope="col">Request</th>
          <th scope="col">Answers</th>
          <th scope="col">Failed</th>
          <th scope="col">p50</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        {load.requests.map(({ method, url, done, failed, p50, p99 }, n) => (
          <tr key={n} data-bad={failed > 0 || undefined}>
            <th scope="row">
              {method} {url}
            </th>
            <td>{formatCount(done)}</td>
            <td>{formatCount(failed)}</td>
            <td>{p50 === null ? '–' : formatMs(p50)}</td>
            <td>{p99 === null ? '–' : formatMs(p99)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
