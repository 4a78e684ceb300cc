import { Fragment } from 'react';
import { inspect, INSPECT_BYTES, type Reading } from '../../../contract/payload/inspect.ts';
import { useBytes } from '../../bridge/captures.ts';
import { Unseen } from '../Unseen.ts';
import './inspector.css';
import type { Shown } from './source.ts';

/** What the bytes from the selected place on mean as numbers, times and characters, in both byte orders. */
export function Inspector({ shown, at }: { shown: Shown; at: number | null }) {
  const from = at ?? 0;
  const length = at === null ? 0 : Math.max(0, Math.min(INSPECT_BYTES, shown.total - from));
  const read = useBytes(
    shown.session,
    shown.direction,
    from,
    from + length - 1,
    length > 0 ? shown.total : 0,
  );
  const bytes = length > 0 ? read(from, length) : undefined;
  return (
    // It scrolls, so the keyboard must reach it.
    <section className="wb-inspector" aria-label="Inspector" tabIndex={0}>
      {at === null ? (
        <p className="wb-inspector-hint">Select a byte to read it as numbers, times and characters.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Little-endian</th>
              <th scope="col">Big-endian</th>
            </tr>
          </thead>
          <tbody>
            {inspect(bytes ?? new Uint8Array(0)).map((reading) => (
              <ReadingRows key={reading.name} reading={reading} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Values of eight bytes and times are long: each order has a line of its own. */
function ReadingRows({ reading }: { reading: Reading }) {
  const { name, ordered, little, big, size } = reading;
  if (!ordered) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td colSpan={2}>{value(little)}</td>
      </tr>
    );
  }
  if (size < 8 && !name.startsWith('Unix')) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td>{value(little)}</td>
        <td>{value(big)}</td>
      </tr>
    );
  }
  if (little === null && big === null) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td colSpan={2}>{value(null)}</td>
      </tr>
    );
  }
  return (
    <Fragment>
      <tr className="wb-inspector-first">
        <th scope="row">{name}</th>
        <td colSpan={2}>
          {value(little)} <abbr title="little-endian">LE</abbr>
        </td>
      </tr>
      <tr>
        <th scope="row">
          <Unseen>{name}</Unseen>
        </th>
        <td colSpan={2}>
          {value(big)} <abbr title="big-endian">BE</abbr>
        </td>
      </tr>
    </Fragment>
  );
}

const value = (text: string | null) =>
  text === null ? <span className="wb-faint">–</span> : <span title={text}>{text}</span>;
