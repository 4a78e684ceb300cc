import Button from '@mui/material/Button';
import { formatBytes, formatCount } from '../format.ts';

/** Says which part of a long stretch is shown, and leads to the others. */
export function WindowBar({
  from,
  to,
  length,
  size,
  onMove,
}: {
  from: number;
  to: number;
  length: number;
  size: number;
  onMove(start: number): void;
}) {
  const lastStart = Math.floor(Math.max(0, length - 1) / size) * size;
  return (
    <div className="wb-window-bar">
      <span className="wb-pane-note">
        Bytes {formatCount(from)} to {formatCount(to)} of {formatBytes(length)}
      </span>
      <span className="wb-grow" />
      <Button size="small" variant="text" disabled={from === 0} onClick={() => onMove(0)}>
        First
      </Button>
      <Button
        size="small"
        variant="text"
        disabled={from === 0}
        onClick={() => onMove(Math.max(0, from - size))}
      >
        Earlier
      </Button>
      <Button size="small" variant="text" disabled={from >= lastStart} onClick={() => onMove(from + size)}>
        Later
      </Button>
      <Button size="small" variant="text" disabled={from >= lastStart} onClick={() => onMove(lastStart)}>
        Latest
      </Button>
    </div>
  );
}
