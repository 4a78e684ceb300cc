import IconButton from '@mui/material/IconButton';
import { ArrowDownIcon, ArrowUpIcon } from './icons.tsx';

/** Where a search goes on: back, or forth. */
export function FindButtons({ onFind }: { onFind(backwards: boolean): unknown }) {
  return (
    <>
      <IconButton
        size="small"
        aria-label="Find previous"
        title="Find previous (Shift+Enter)"
        onClick={() => void onFind(true)}
      >
        <ArrowUpIcon />
      </IconButton>
      <IconButton
        size="small"
        aria-label="Find next"
        title="Find next (Enter)"
        onClick={() => void onFind(false)}
      >
        <ArrowDownIcon />
      </IconButton>
    </>
  );
}
