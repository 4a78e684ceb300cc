import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { HistoryIcon } from '../icons.tsx';
import { history, type Sent } from './history.ts';

const SHOWN = 20;

/** The messages that were sent last, the newest on top. */
export function HistoryMenu({ onChoose }: { onChoose(entry: Sent): void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const entries = anchor ? history().slice(-SHOWN).reverse() : [];
  return (
    <>
      <IconButton
        size="small"
        aria-label="History"
        title="Messages sent before (Alt+Up)"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <HistoryIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {entries.length === 0 ? <MenuItem disabled>Nothing has been sent yet</MenuItem> : null}
        {entries.map((entry, index) => (
          <MenuItem
            key={index}
            onClick={() => {
              setAnchor(null);
              onChoose(entry);
            }}
          >
            <span className="wb-history-text">{entry.text.slice(0, 120).replace(/\s+/g, ' ')}</span>
            <span className="wb-history-kind">
              {entry.encoding}
              {entry.encoding === 'Text' && entry.ending !== 'None' ? ` ${entry.ending}` : ''}
            </span>
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
