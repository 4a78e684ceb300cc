import Button from '@mui/material/Button';
import ButtonGroup from '@mui/material/ButtonGroup';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { ChevronDownIcon } from '../icons.tsx';

/** Stopping takes nothing away from clients that are there; the menu has the other way. */
export function StopButtons({
  label,
  what = 'clients',
  end = 'close',
  onStop,
}: {
  label: string;
  /** What is there, and how it is ended. */
  what?: 'clients' | 'transfers';
  end?: 'close' | 'cancel';
  onStop(closeClients: boolean): void;
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const stop = (andClose: boolean) => {
    setAnchor(null);
    onStop(andClose);
  };
  return (
    <>
      <ButtonGroup>
        <Button onClick={() => stop(false)}>{label}</Button>
        <Button
          aria-label={`Choose what becomes of the ${what}`}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ px: 1 }}
        >
          <ChevronDownIcon width={14} height={14} />
        </Button>
      </ButtonGroup>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={() => stop(false)}>{`Stop, keep the ${what}`}</MenuItem>
        <MenuItem onClick={() => stop(true)}>{`Stop, ${end} the ${what}`}</MenuItem>
      </Menu>
    </>
  );
}
