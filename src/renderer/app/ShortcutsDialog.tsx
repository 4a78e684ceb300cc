import { styled } from '@mui/material/styles';
import { useLibrary } from '../ui/messages/library.ts';
import { MOD } from './shell-commands.ts';
import { closeDialog } from './shell-store.ts';
import { Modal } from '../ui/Modal.tsx';

const GROUPS: readonly { title: string; keys: readonly (readonly [keys: string, what: string])[] }[] = [
  {
    title: 'Window',
    keys: [
      [`${MOD} K`, 'Search or run a command'],
      ['Alt 1 … 9', 'Go to a tool'],
      [`${MOD} N`, 'New, of the tool that is shown'],
      [`${MOD} W`, 'Close what is selected'],
      [`${MOD} ,`, 'Settings'],
      ['?', 'This list'],
    ],
  },
  {
    title: 'Sessions',
    keys: [
      ['↑ ↓', 'Move and select'],
      ['← →', 'Fold and unfold a listener'],
      ['Shift F10', 'What can be done with it'],
      ['Delete', 'Remove an ended one'],
    ],
  },
  {
    title: 'Message',
    keys: [
      [`${MOD} Enter`, 'Send'],
      ['Alt ↑ ↓', 'Messages sent before'],
      [`${MOD} S`, 'Save the message'],
    ],
  },
  {
    title: 'HTTP request',
    keys: [
      [`${MOD} Enter`, 'Send'],
      [`${MOD} Shift Enter`, 'Send, and save the answer to a file'],
      [`${MOD} S`, 'Save the request'],
    ],
  },
  {
    title: 'Timeline and bytes',
    keys: [
      ['Shift ↑ ↓', 'Select more'],
      [`${MOD} C`, 'Copy what is selected'],
      [`${MOD} F`, 'Find in the bytes'],
      [`${MOD} G`, 'Go to a row or an offset'],
    ],
  },
  {
    title: 'Panes',
    keys: [
      ['← → ↑ ↓', 'Move the bar between two panes'],
      ['Enter', 'Fold a pane away, and back'],
    ],
  },
];

export function ShortcutsDialog() {
  const saved = useLibrary((s) => s.items).flatMap((item) => ('key' in item && item.key ? [item] : []));
  const groups = [
    ...GROUPS,
    {
      title: 'Saved messages',
      keys: [
        ['Enter', 'Send it, or run the sequence'] as const,
        ['F2', 'Rename and move'] as const,
        ...saved.map(({ key, name }) => [String(key), name] as const),
      ],
    },
  ];
  return (
    <Modal title="Keyboard shortcuts" close="Close shortcuts" onClose={closeDialog} width={480}>
      {/* Nothing in it takes the focus, so it does itself: its keys scroll it. */}
      <Body role="group" aria-label="Shortcuts" tabIndex={0}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <Line key={key}>
                  <dt>{what}</dt>
                  <dd>
                    <kbd>{key}</kbd>
                  </dd>
                </Line>
              ))}
            </dl>
          </section>
        ))}
        <p>
          In an ordinary browser tab, {MOD} N and {MOD} W belong to the browser; the palette has both.
        </p>
      </Body>
    </Modal>
  );
}

const Body = styled('div')({
  display: 'grid',
  gap: 16,
  padding: 16,
  overflow: 'auto',
  '&:focus-visible': { outline: '2px solid var(--wb-focus)', outlineOffset: -2 },
  '& h3': { margin: '0 0 4px', fontSize: 12, lineHeight: '16px', fontWeight: 600, color: 'var(--wb-muted)' },
  '& dl': { margin: 0 },
  '& p': { margin: 0, color: 'var(--wb-muted)' },
});
const Line = styled('div')({
  display: 'flex',
  justifyContent: 'space-between',
  alignItems: 'center',
  minHeight: 28,
  '& dd': { margin: 0 },
  '& kbd': {
    padding: '1px 6px',
    fontFamily: 'var(--wb-font-ui)',
    fontSize: 12,
    border: '1px solid var(--wb-rim)',
    borderRadius: 4,
    background: 'var(--wb-panel)',
  },
});
