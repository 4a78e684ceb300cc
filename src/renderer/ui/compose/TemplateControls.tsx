import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import type { Encoding } from '../../../contract/payload/message.ts';
import { CheckField } from '../Field.tsx';
import { ChevronDownIcon } from '../icons.tsx';

/** What the menu inserts; where hex needs it otherwise, that is second. */
const PLACEHOLDERS: readonly { what: string; text: string; hex?: string }[] = [
  { what: 'Counter', text: '{{counter}}', hex: '{{counter:2:be}}' },
  { what: 'Time, ISO 8601', text: '{{time:iso}}' },
  { what: 'Time, Unix seconds', text: '{{time:unix}}', hex: '{{time:unix:4:be}}' },
  { what: 'Time, Unix milliseconds', text: '{{time:unix-ms}}', hex: '{{time:unix-ms:8:be}}' },
  { what: 'Random', text: '{{random:8}}' },
  { what: 'Length of what follows', text: '{{length}}', hex: '{{length:2:be}}' },
  { what: 'CRC-16/MODBUS', text: '{{crc16-modbus}}', hex: '{{crc16-modbus:le}}' },
  { what: 'CRC-16/ARC', text: '{{crc16-arc}}' },
  { what: 'CRC-16/CCITT-FALSE', text: '{{crc16-ccitt-false}}' },
  { what: 'CRC-16/XMODEM', text: '{{crc16-xmodem}}' },
  { what: 'CRC-32', text: '{{crc32}}' },
  { what: 'Sum, 8 bits', text: '{{sum8}}' },
  { what: 'XOR, 8 bits', text: '{{xor}}' },
  { what: 'XOR of an NMEA sentence', text: '*{{xor:1..-1}}', hex: '{{xor:1..}}' },
];

/** Whether braces are placeholders, and a menu that writes one. */
export function TemplateControls({
  on,
  encoding,
  disabled = false,
  onChange,
  onInsert,
}: {
  on: boolean;
  encoding: Encoding;
  disabled?: boolean;
  onChange(on: boolean): void;
  onInsert(text: string): void;
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const can = encoding !== 'Base64' && !disabled;
  return (
    <span className="wb-template">
      <CheckField
        className="wb-template-switch"
        label="Template"
        title={
          encoding === 'Base64'
            ? 'Text and hex can have placeholders.'
            : '{{counter}}, {{crc16-modbus:le}} and the like are filled in when the message is sent.'
        }
        checked={on && can}
        disabled={!can}
        onChange={onChange}
      />
      {on && can ? (
        <Button
          size="small"
          variant="text"
          aria-haspopup="menu"
          endIcon={<ChevronDownIcon width={14} height={14} />}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          Insert
        </Button>
      ) : null}
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {PLACEHOLDERS.map(({ what, text, hex }) => {
          const written = encoding === 'Hex' ? (hex ?? text) : text;
          return (
            <MenuItem
              key={what}
              onClick={() => {
                setAnchor(null);
                onInsert(written);
              }}
            >
              <span>{what}</span>
              <code className="wb-history-kind">{written}</code>
            </MenuItem>
          );
        })}
      </Menu>
    </span>
  );
}

/** A text with something written where the cursor of its field is, and where the cursor belongs afterwards. */
export function inserted(
  text: string,
  field: HTMLTextAreaElement | null,
  what: string,
): { text: string; caret: number } {
  const from = field?.selectionStart ?? text.length;
  const to = field?.selectionEnd ?? text.length;
  return { text: text.slice(0, from) + what + text.slice(to), caret: from + what.length };
}
