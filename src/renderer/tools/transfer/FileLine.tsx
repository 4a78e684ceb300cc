import IconButton from '@mui/material/IconButton';
import type { FileRow } from '../../../contract/tools/transfer.ts';
import { formatBytes, formatExact } from '../../ui/format.ts';
import { FileIcon, FolderIcon, SaveIcon } from '../../ui/icons.tsx';
import { type DotKind, StateDot } from '../../ui/StateDot.tsx';
import { noteWords, stateWords } from './words.ts';

const DOTS: Record<FileRow['state'], DotKind> = {
  waiting: 'empty',
  checking: 'half',
  moving: 'half',
  done: 'full',
  skipped: 'full',
  refused: 'failed',
  failed: 'failed',
};

/** One file: what became of it, its path, what there is to say about it, its size and its hash. */
export function FileLine({
  file,
  over,
  onSave,
}: {
  file: FileRow | undefined;
  /** The transfer has ended. */
  over: boolean;
  onSave: (() => void) | null;
}) {
  if (!file) return <span role="gridcell" aria-label="Loading" />;
  const { path, writtenTo, kind, state, size, sha256 } = file;
  const shown = readable(writtenTo ?? path);
  const folder = shown.slice(0, shown.lastIndexOf('/') + 1);
  const Icon = kind === 'folder' ? FolderIcon : FileIcon;
  const note = noteOf(file);
  return (
    <div className="wb-file" data-state={state}>
      <span role="gridcell" className="wb-file-state">
        <StateDot kind={DOTS[state]} />
        {stateWords(file, over)}
      </span>
      <span role="gridcell" className="wb-file-path" aria-label={shown} title={shown}>
        <Icon width={14} height={14} />
        {folder === '' ? null : <i>{folder}</i>}
        <span>
          {shown.slice(folder.length)}
          {kind === 'folder' ? '/' : ''}
        </span>
      </span>
      <span role="gridcell" className="wb-file-note" title={note}>
        {note}
      </span>
      <span role="gridcell" className="wb-file-size" title={size === null ? undefined : formatExact(size)}>
        {kind === 'file' ? formatBytes(size ?? file.moved) : kind}
      </span>
      <span role="gridcell" className="wb-file-hash" title={sha256 ? `SHA-256 ${sha256}` : undefined}>
        {sha256?.slice(0, 12) ?? ''}
      </span>
      {onSave ? (
        <span role="gridcell" className="wb-file-save">
          {kind === 'file' && state === 'done' ? (
            <IconButton
              size="small"
              tabIndex={-1}
              aria-label={`Save ${shown}`}
              title="Save to this machine"
              onClick={onSave}
            >
              <SaveIcon />
            </IconButton>
          ) : null}
        </span>
      ) : null}
    </div>
  );
}

function noteOf({ note, writtenTo, path }: FileRow): string {
  const named = writtenTo !== null && writtenTo !== path ? `sent as ${readable(path)}` : '';
  return [noteWords(note ?? '', path), named].filter(Boolean).join('; ');
}

/** Control characters are allowed in names, and must neither break a line nor hide. */
// oxlint-disable-next-line no-control-regex
const readable = (text: string): string => text.replace(/[\u0000-\u001f\u007f]/g, '␣');
