import type { Saved } from '../../../contract/messages.ts';
import { ActMenu } from '../ActMenu.tsx';
import { changeDraft, draftWith } from '../compose/draft-store.ts';
import { saveExport } from './files.ts';
import { currentTarget, fire } from './fire.ts';
import { putItem, removeItems, told } from './library.ts';
import { openSavedDialog } from './panel-store.ts';
import { asCopy } from './PlaceFields.tsx';
import type { SavedTreeRow } from './tree-rows.ts';

interface Item {
  label: string;
  run(): unknown;
}

/** What can be done with one saved thing, by pointer or by key. */
export function SavedMenu({
  row: { item },
  element,
  onClose,
}: {
  row: SavedTreeRow;
  element: HTMLElement;
  onClose(): void;
}) {
  return <ActMenu acts={itemsOf(item)} element={element} onClose={onClose} />;
}

function itemsOf(item: Saved): Item[] {
  const rest: Item[] = [
    { label: 'Export…', run: () => saveExport([item.id]) },
    { label: 'Remove', run: () => removeItems([item.id]) },
  ];
  if (item.kind === 'folder')
    return [{ label: 'Rename and move…', run: () => openSavedDialog({ kind: 'name', item }) }, ...rest];
  const edit = { label: 'Edit…', run: () => edited(item) };
  const copy = {
    label: 'Duplicate',
    run: () => told(async () => void (await putItem(asCopy(item)))),
  };
  const rename = { label: 'Rename and move…', run: () => openSavedDialog({ kind: 'name', item }) };
  if (item.kind === 'sequence') return [{ label: 'Run', run: () => fire(item) }, edit, rename, copy, ...rest];
  return [
    { label: 'Send', run: () => fire(item) },
    {
      label: 'Put into the composer',
      run: () => {
        const target = currentTarget();
        if (!target) return;
        changeDraft(target.session, draftWith(item.spec));
        document.querySelector<HTMLElement>('[data-focus="message"]')?.focus();
      },
    },
    edit,
    rename,
    copy,
    ...rest,
  ];
}

function edited(item: Exclude<Saved, { kind: 'folder' }>): void {
  if (item.kind === 'message') openSavedDialog({ kind: 'message', item });
  else openSavedDialog({ kind: 'sequence', item });
}
