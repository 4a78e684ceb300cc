import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { Buttons, Hint } from '../form/parts.tsx';
import { formatBytes, formatCount, formatExact } from '../format.ts';
import { CrossIcon, FileIcon, FolderIcon } from '../icons.tsx';
import { type Chosen, totals, withMore } from './chosen.ts';
import { pickFiles, pickFolders } from './pick.ts';
import { cancelReading, reading, useReading } from './reading.ts';

/** Rows that are drawn; whoever drops thousands of single files can’t look at each. */
const SHOWN = 200;

/**
 * The files and folders that were chosen, with what adds to them and takes them off again. What is dropped on the page
 * around it is added by that page: `reading((signal) => readDrop(transfer, signal), add)`.
 */
export function ChosenFiles({
  chosen,
  onChange,
}: {
  chosen: readonly Chosen[];
  onChange(change: (chosen: readonly Chosen[]) => Chosen[]): void;
}) {
  const { files, problem } = useReading();
  const add = (more: Chosen[]) => onChange((now) => withMore(now, more));
  return (
    <Box role="group" aria-label="Files to send" data-field="files">
      {chosen.length === 0 ? (
        <Hint>Drop files and folders anywhere on this page, or choose them here.</Hint>
      ) : (
        <List aria-label="Chosen files">
          {chosen.slice(0, SHOWN).map((one) => (
            <ChosenRow
              key={one.key}
              one={one}
              onRemove={() => onChange((now) => now.filter(({ key }) => key !== one.key))}
            />
          ))}
          {chosen.length > SHOWN ? <li>and {formatCount(chosen.length - SHOWN)} others</li> : null}
        </List>
      )}
      <Buttons>
        <Button size="small" onClick={() => void reading(pickFiles, add)}>
          Add files…
        </Button>
        <Button size="small" onClick={() => void reading(pickFolders, add)}>
          Add a folder…
        </Button>
        {chosen.length > 0 ? (
          <Button size="small" variant="text" onClick={() => onChange(() => [])}>
            Clear
          </Button>
        ) : null}
        <Sum chosen={chosen} />
      </Buttons>
      {files !== null && files > 0 ? (
        <Buttons role="status">
          <Hint>Reading the folder: {formatCount(files)} files so far</Hint>
          <Button size="small" onClick={cancelReading}>
            Cancel
          </Button>
        </Buttons>
      ) : null}
      {problem === null ? null : (
        <Hint data-tone="warn" role="status">
          {problem}
        </Hint>
      )}
    </Box>
  );
}

function ChosenRow({ one, onRemove }: { one: Chosen; onRemove(): void }) {
  const { name, kind, size, files, from } = one;
  const Icon = kind === 'folder' ? FolderIcon : FileIcon;
  return (
    <li>
      <Icon width={16} height={16} />
      <b title={from.kind === 'path' ? from.path : name}>{name}</b>
      <span title={size === null ? undefined : formatExact(size)}>{toldOf(kind, files, size)}</span>
      <IconButton size="small" aria-label={`Remove ${name}`} title={`Remove ${name}`} onClick={onRemove}>
        <CrossIcon width={16} height={16} />
      </IconButton>
    </li>
  );
}

function toldOf(kind: Chosen['kind'], files: number | null, size: number | null): string {
  if (kind === 'missing') return 'not there';
  if (kind === 'other') return 'not a file';
  if (kind === 'file') return formatBytes(size ?? 0);
  if (files === null) return 'folder';
  return `${formatCount(files)} ${files === 1 ? 'file' : 'files'}, ${formatBytes(size ?? 0)}`;
}

/** All together, where there is more than one and all is known. */
function Sum({ chosen }: { chosen: readonly Chosen[] }) {
  const { files, bytes } = totals(chosen);
  if (chosen.length < 2 || files === null || bytes === null) return null;
  return (
    <Hint title={formatExact(bytes)}>
      {formatCount(files)} files, {formatBytes(bytes)}
    </Hint>
  );
}

const Box = styled('div')({ display: 'grid', gap: 8, gridTemplateColumns: 'minmax(0, 1fr)' });
const List = styled('ul')({
  margin: 0,
  padding: 0,
  maxHeight: 172,
  overflowY: 'auto',
  listStyle: 'none',
  border: '1px solid var(--wb-rim)',
  borderRadius: 6,
  background: 'var(--wb-raised)',
  '& > li': {
    display: 'flex',
    alignItems: 'center',
    gap: 8,
    minHeight: 28,
    padding: '0 4px 0 8px',
    minWidth: 0,
  },
  '& > li + li': { borderTop: '1px solid var(--wb-line)' },
  '& > li > svg': { flex: '0 0 auto', color: 'var(--wb-muted)' },
  '& > li > b': {
    minWidth: 0,
    fontWeight: 450,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& > li > span': { marginLeft: 'auto', color: 'var(--wb-muted)', fontSize: 12, whiteSpace: 'nowrap' },
});
