import Button from '@mui/material/Button';
import { PanelIcon } from '../icons.tsx';
import { showPanel, usePanelOpen } from './panel-store.ts';
import { usePanelPlace } from './place.ts';

/** Shows and hides the saved messages, where they have a place. */
export function PanelButton() {
  const placed = usePanelPlace();
  const open = usePanelOpen();
  return placed ? (
    <Button
      size="small"
      variant="text"
      aria-pressed={open}
      title="Saved messages and sequences"
      startIcon={<PanelIcon width={16} height={16} />}
      onClick={() => showPanel(!open)}
    >
      <span className="wb-panel-word">Saved</span>
    </Button>
  ) : null;
}
