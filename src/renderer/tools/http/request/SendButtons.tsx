import Button from '@mui/material/Button';
import ButtonGroup from '@mui/material/ButtonGroup';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { ChevronDownIcon } from '../../../ui/icons.tsx';
import { sendToFile } from './actions.ts';

/** Sends the request; the menu has what else can become of its answer. */
export function SendButtons({ starting }: { starting: boolean }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      {/* They keep the keyboard while a request starts: from there it goes to the field that is to blame. */}
      <ButtonGroup variant="contained" color="primary">
        <Button type="submit" aria-disabled={starting || undefined} title="Ctrl Enter">
          Send
        </Button>
        <Button
          type="button"
          aria-label="More ways to send"
          aria-haspopup="menu"
          aria-disabled={starting || undefined}
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ px: 0.5, minWidth: 0 }}
        >
          <ChevronDownIcon width={14} height={14} />
        </Button>
      </ButtonGroup>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem
          onClick={() => {
            setAnchor(null);
            void sendToFile();
          }}
        >
          Send and save to a file…
          <kbd className="wb-send-keys">Ctrl Shift Enter</kbd>
        </MenuItem>
      </Menu>
    </>
  );
}
