import Button from '@mui/material/Button';
import type { Item } from '../../../../contract/files.ts';
import type { Chosen } from '../../../ui/files/chosen.ts';
import { DropZone } from '../../../ui/files/DropZone.tsx';
import { pickFiles } from '../../../ui/files/pick.ts';
import { readDrop } from '../../../ui/files/read-drop.ts';
import { reading, useReading } from '../../../ui/files/reading.ts';
import { Hint } from '../../../ui/form/parts.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { FileIcon } from '../../../ui/icons.tsx';
import { itemOf, toldOf } from '../request/lent.ts';

/** A file is the body: chosen, or dropped here. */
export function FileBody({ file, onChange }: { file: Item | null; onChange(file: Item | null): void }) {
  const take = (chosen: Chosen[]) => takeFiles(chosen, ([first]) => onChange(first ?? null));
  return (
    <DropZone
      label="Drop the file that is the body"
      onDrop={(transfer) => void reading((signal) => readDrop(transfer, signal), take)}
    >
      <div className="wb-part-form" data-field="file">
        <FileLine file={file} />
        <div className="wb-file-acts">
          <Button size="small" onClick={() => void reading(pickFiles, take)}>
            Choose a file…
          </Button>
          {file ? (
            <Button size="small" variant="text" onClick={() => onChange(null)}>
              Take it off
            </Button>
          ) : null}
        </div>
        <Hint>It is read when the request is sent, so that it may be of any size.</Hint>
        <Problem />
      </div>
    </DropZone>
  );
}

/** The file that was chosen, or that none is. */
export function FileLine({ file }: { file: Item | null }) {
  if (file === null) return <span className="wb-file-line">No file is chosen.</span>;
  const told = toldOf(file);
  return (
    <span className="wb-file-line" title={told?.path ?? undefined}>
      <FileIcon width={16} height={16} />
      <b>{told?.name ?? 'It was chosen in a window that is gone: choose it again.'}</b>
      {typeof told?.size === 'number' ? <span>{formatBytes(told.size)}</span> : null}
    </span>
  );
}

/** Why what was dropped can’t be taken. */
export function Problem() {
  const problem = useReading((s) => s.problem);
  return problem === null ? null : (
    <Hint data-tone="warn" role="status">
      {problem}
    </Hint>
  );
}

/** Files become items of the request; what is no file is said and left out. */
export function takeFiles(chosen: readonly Chosen[], take: (items: Item[]) => void): void {
  const files = chosen.filter(({ kind }) => kind === 'file');
  const [other] = chosen.filter(({ kind }) => kind !== 'file');
  if (other) useReading.setState({ problem: `${other.name} is no file, and was left out.` });
  if (files.length > 0) take(files.map(itemOf));
}
