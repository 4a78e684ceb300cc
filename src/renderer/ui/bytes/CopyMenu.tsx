import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import { CopyIcon } from '../icons.tsx';
import type { Format } from './format-slices.ts';

const FORMATS: readonly { format: Format; label: string }[] = [
  { format: 'Hex', label: 'Hex' },
  { format: 'Text', label: 'Text' },
  { format: 'Escaped', label: 'Escaped text' },
  { format: 'C', label: 'C' },
  { format: 'Python', label: 'Python' },
  { format: 'JavaScript', label: 'JavaScript' },
  { format: 'Base64', label: 'Base64' },
];

export function CopyMenu({ disabled, onCopy }: { disabled: boolean; onCopy(format: Format): void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        size="small"
        variant="text"
        startIcon={<CopyIcon width={16} height={16} />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        disabled={disabled}
        title="Copy these bytes"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className="wb-bytes-word">Copy</span>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {FORMATS.map(({ format, label }) => (
          <MenuItem
            key={format}
            onClick={() => {
              setAnchor(null);
              onCopy(format);
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
