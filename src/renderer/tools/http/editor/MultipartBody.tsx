import Button from '@mui/material/Button';
import type { Item } from '../../../../contract/files.ts';
import type { Pair, Part } from '../../../../contract/http/request.ts';
import type { Chosen } from '../../../ui/files/chosen.ts';
import { DropZone } from '../../../ui/files/DropZone.tsx';
import { pickFiles } from '../../../ui/files/pick.ts';
import { readDrop } from '../../../ui/files/read-drop.ts';
import { reading } from '../../../ui/files/reading.ts';
import { InlineField } from '../../../ui/InlineField.tsx';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { PairTable } from './PairTable.tsx';
import { readPairs } from './pasted.ts';
import { FileLine, Problem, takeFiles } from './FileBody.tsx';

type Row = Pair & { part: Part };

const BLANK: Row = {
  name: '',
  value: '',
  on: true,
  part: { kind: 'text', name: '', value: '', on: true, type: '' },
};
const asRow = (part: Part): Row => ({
  name: part.name,
  on: part.on,
  value: part.kind === 'text' ? part.value : '',
  part,
});
const asPart = ({ name, value, on, part }: Row): Part =>
  part.kind === 'text' ? { ...part, name, value, on } : { ...part, name, on };
const filePart = (name: string, file: Item | null): Part => ({
  kind: 'file',
  name,
  on: true,
  file,
  fileName: '',
  type: '',
});

/** The parts of multipart/form-data: texts, and files that are chosen or dropped here. */
export function MultipartBody({
  parts,
  onChange,
}: {
  parts: readonly Part[];
  onChange(parts: Part[]): void;
}) {
  const add = (chosen: Chosen[]) =>
    takeFiles(chosen, (items) => onChange([...parts, ...items.map((item) => filePart('file', item))]));
  const choose = (at: number) =>
    void reading(pickFiles, (chosen) =>
      takeFiles(chosen, ([file]) => {
        const part = parts[at];
        if (part && file)
          onChange(parts.with(at, { ...filePart(part.name, file), on: part.on, type: part.type }));
      }),
    );
  return (
    <DropZone
      label="Drop files to add them as parts"
      onDrop={(transfer) => void reading((signal) => readDrop(transfer, signal), add)}
    >
      <div className="wb-parts">
        <PairTable<Row>
          label="Parts"
          one="part"
          rows={parts.map(asRow)}
          blank={BLANK}
          placeholders={['Add a part', 'Value']}
          readPaste={(text) => readPairs(text)?.map((pair) => ({ ...BLANK, ...pair })) ?? null}
          onChange={(rows) => onChange(rows.map(asPart))}
          renderValue={({ part }, at) =>
            part.kind === 'file' ? (
              <span className="wb-part-file">
                <FileLine file={part.file} />
                <Button
                  size="small"
                  variant="text"
                  aria-label={`Choose the file of part ${at + 1}`}
                  onClick={() => choose(at)}
                >
                  Choose…
                </Button>
              </span>
            ) : null
          }
          renderMore={({ part }, at, change) => (
            <>
              <InlineSelect
                label={`Kind of part ${at + 1}`}
                value={part.kind}
                options={[
                  { value: 'text', label: 'Text' },
                  { value: 'file', label: 'File' },
                ]}
                onChange={(kind) =>
                  change({
                    part:
                      kind === 'file'
                        ? { ...filePart(part.name, null), type: part.type }
                        : { ...BLANK.part, type: part.type },
                  })
                }
              />
              <InlineField
                label={`Type of part ${at + 1}`}
                placeholder="Type"
                mono
                value={part.type}
                onChange={(type) => change({ part: { ...part, type } })}
                onEnter={() => undefined}
              />
            </>
          )}
        />
        <div className="wb-file-acts">
          <Button size="small" onClick={() => void reading(pickFiles, add)}>
            Add files…
          </Button>
          <Problem />
        </div>
      </div>
    </DropZone>
  );
}
