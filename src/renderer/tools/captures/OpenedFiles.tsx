import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { formatCount } from '../../ui/format.ts';
import { FileIcon } from '../../ui/icons.tsx';
import { remove } from '../../ui/sessions/removal.ts';
import { capturesBench } from './bench.ts';

interface OpenedFile {
  id: string;
  name: string;
  sessions: string[];
}

/** The files whose sessions stand in the list; one is taken off with all of them. */
export function OpenedFiles() {
  const shape = useBench((s) => s.shape);
  const removing = capturesBench.use((s) => s.removing);
  const files = useMemo(() => (shape < 0 ? [] : filesOf(removing)), [shape, removing]);
  if (files.length === 0) return null;
  return (
    <List aria-label="Opened files">
      {files.map(({ id, name, sessions }) => (
        <li key={id}>
          <FileIcon width={16} height={16} />
          <button
            type="button"
            title={name}
            onClick={() => capturesBench.select({ kind: 'session', id: sessions[0] ?? '' })}
          >
            {name}
          </button>
          <span>
            {formatCount(sessions.length)} {sessions.length === 1 ? 'session' : 'sessions'}
          </span>
          <Button
            size="small"
            variant="text"
            aria-label={`Remove ${name}`}
            onClick={() => remove(capturesBench, sessions)}
          >
            Remove
          </Button>
        </li>
      ))}
    </List>
  );
}

function filesOf(removing: ReadonlySet<string>): OpenedFile[] {
  const files = new Map<string, OpenedFile>();
  for (const { id, details } of capturesBench.sessions()) {
    if (removing.has(id)) continue;
    const { id: file, name } = details.file;
    const known = files.get(file);
    if (known) known.sessions.push(id);
    else files.set(file, { id: file, name, sessions: [id] });
  }
  return [...files.values()];
}

const List = styled('ul')({
  display: 'grid',
  gap: 2,
  margin: 0,
  padding: 0,
  maxHeight: 160,
  overflowY: 'auto',
  listStyle: 'none',
  '& > li': { display: 'flex', alignItems: 'center', gap: 6, minHeight: 28, minWidth: 0 },
  '& > li > svg': { flex: '0 0 auto', color: 'var(--wb-muted)' },
  '& > li > span': { marginLeft: 'auto', color: 'var(--wb-muted)', fontSize: 12, whiteSpace: 'nowrap' },
  '& > li > button:first-of-type': {
    minWidth: 0,
    padding: 0,
    border: 0,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'left',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    cursor: 'pointer',
    borderRadius: 4,
    '&:focus-visible': { outline: '2px solid var(--wb-focus)', outlineOffset: 1 },
  },
});
