import { memo } from 'react';
import { asciiRuns, hexColumn, hexRuns, type Run } from './hex-layout.ts';

interface HexRowProps {
  /** Undefined until they are here. */
  bytes: Uint8Array | undefined;
  label: string;
  /** Selected bytes of this row, `from` up to, and without, `to`; -1 for none. */
  from: number;
  to: number;
  /** Bytes of this row that frame a message: those before `head`, and those from `tail` on. */
  head: number;
  tail: number;
  /** The byte with the keyboard, and the one under the pointer; -1 for none. */
  focus: number;
  hover: number;
  /** The selection is what was searched for. */
  found: boolean;
}

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.buffer === b.buffer &&
    a.byteOffset === b.byteOffset &&
    a.length === b.length);

/** A page of bytes is never written to once it is here, so the same place in it is the same bytes. */
const same = (a: HexRowProps, b: HexRowProps): boolean =>
  sameBytes(a.bytes, b.bytes) &&
  a.label === b.label &&
  a.from === b.from &&
  a.to === b.to &&
  a.head === b.head &&
  a.tail === b.tail &&
  a.focus === b.focus &&
  a.hover === b.hover &&
  a.found === b.found;

export const HexRow = memo(function HexRow(props: HexRowProps) {
  const { bytes, label, from, to, focus, hover, found } = props;
  const edges = bytes ? edgesOf(props, bytes.length) : [];
  const mark = found ? 'wb-hex-mark wb-hex-found' : 'wb-hex-mark';
  return (
    <div className="wb-hex-row">
      <span className="wb-hex-offset">{label}</span>
      <span className="wb-hex-bytes">
        {edges.map((edge) => (
          <i
            key={edge.from}
            className="wb-hex-edge"
            style={box(hexColumn(edge.from), hexColumn(edge.to - 1) + 2)}
          />
        ))}
        {from < to ? <i className={mark} style={box(hexColumn(from), hexColumn(to - 1) + 2)} /> : null}
        {hover >= 0 ? (
          <i className="wb-hex-hover" style={box(hexColumn(hover), hexColumn(hover) + 2)} />
        ) : null}
        {focus >= 0 ? (
          <i className="wb-hex-focus" style={box(hexColumn(focus), hexColumn(focus) + 2)} />
        ) : null}
        {bytes ? <Runs runs={hexRuns(bytes)} /> : <span className="wb-faint">..</span>}
      </span>
      <span className="wb-hex-ascii">
        {edges.map((edge) => (
          <i key={edge.from} className="wb-hex-edge" style={box(edge.from, edge.to)} />
        ))}
        {from < to ? <i className={mark} style={box(from, to)} /> : null}
        {hover >= 0 ? <i className="wb-hex-hover" style={box(hover, hover + 1)} /> : null}
        {focus >= 0 ? <i className="wb-hex-focus" style={box(focus, focus + 1)} /> : null}
        {bytes ? <Runs runs={asciiRuns(bytes)} /> : null}
      </span>
    </div>
  );
}, same);

const edgesOf = ({ head, tail }: Pick<HexRowProps, 'head' | 'tail'>, size: number) =>
  [
    { from: 0, to: Math.min(head, size) },
    { from: Math.max(head, tail), to: size },
  ].filter((edge) => edge.from < edge.to);

const Runs = ({ runs }: { runs: Run[] }) =>
  runs.map((run, index) => (
    <span key={index} className={run.faint ? 'wb-faint' : undefined}>
      {run.text}
    </span>
  ));

const box = (from: number, to: number) => ({ left: `${from}ch`, width: `${to - from}ch` });
