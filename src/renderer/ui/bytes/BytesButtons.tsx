import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { memo } from 'react';
import { InfoIcon, SaveIcon, SearchIcon } from '../icons.tsx';
import { CopyMenu } from './CopyMenu.tsx';
import type { Format } from './format-slices.ts';

/** What can be done with the bytes that are shown, or with the several that are selected. */
export const BytesButtons = memo(function BytesButtons(props: {
  empty: boolean;
  finding: boolean;
  inspecting: boolean;
  several: boolean;
  onFind(): void;
  onCopy(format: Format): void;
  onSave(): void;
  onInspect(): void;
}) {
  return (
    <>
      <IconButton
        size="small"
        aria-label="Find"
        title="Find (Ctrl+F)"
        aria-expanded={props.finding}
        onClick={props.onFind}
      >
        <SearchIcon />
      </IconButton>
      <CopyMenu disabled={props.empty} onCopy={props.onCopy} />
      <Button
        size="small"
        variant="text"
        startIcon={<SaveIcon width={16} height={16} />}
        disabled={props.empty}
        onClick={props.onSave}
        title={props.several ? 'Save the selected bytes' : 'Save these bytes'}
      >
        <span className="wb-bytes-word">Save</span>
      </Button>
      <IconButton
        size="small"
        aria-label="Inspector"
        title={props.inspecting ? 'Hide the inspector' : 'Show the inspector'}
        aria-pressed={props.inspecting}
        onClick={props.onInspect}
      >
        <InfoIcon />
      </IconButton>
    </>
  );
});
