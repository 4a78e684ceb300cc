import type { Saved } from '../../../contract/messages.ts';
import { Field, SelectField } from '../Field.tsx';
import { MESSAGE_KEYS } from './keys.ts';
import { putItem, useLibrary } from './library.ts';
import { selectSaved, showPanel, usePanel } from './panel-store.ts';
import { folderChoices } from './tree-rows.ts';

/** Saves it where it still is as it was, or whatever it is now, or beside it; and shows it in the panel. */
export async function saveAndShow(item: Saved, was: Saved, how: SaveHow): Promise<void> {
  const id = await putItem(
    how === 'copy' ? asCopy(item) : item,
    how === 'careful' && was.id !== 'new' ? was : undefined,
  );
  showPanel(true);
  selectSaved(id);
  if (item.folder !== null)
    usePanel.setState(({ folded }) => ({
      folded: new Set([...folded].filter((one) => one !== item.folder)),
    }));
}

export type SaveHow = 'careful' | 'over' | 'copy';

export const asCopy = (item: Saved): Saved => ({
  ...item,
  id: 'new',
  name: `${item.name.slice(0, 190)} copy`,
  ...('key' in item ? { key: null } : {}),
});

/** Where an item is, and the key that fires it. */
export function PlaceFields({
  item,
  onChange,
}: {
  item: Saved;
  onChange(patch: { name?: string; folder?: string | null; key?: string | null }): void;
}) {
  const items = useLibrary((s) => s.items);
  const taken = new Map(
    items.flatMap((other) =>
      'key' in other && other.key && other.id !== item.id ? [[other.key, other.name]] : [],
    ),
  );
  return (
    <>
      <Field label="Name" value={item.name} autoFocus onChange={(name) => onChange({ name })} />
      <SelectField
        label="Folder"
        value={item.folder ?? ''}
        options={folderChoices(items, item.id)}
        onChange={(folder) => onChange({ folder: folder === '' ? null : folder })}
      />
      {'key' in item ? (
        <SelectField
          label="Key"
          value={item.key ?? ''}
          options={[
            { value: '', label: 'None' },
            ...MESSAGE_KEYS.map((key) => ({
              value: key,
              label: taken.has(key) ? `${key} (${taken.get(key) ?? ''})` : key,
            })),
          ]}
          onChange={(key) => onChange({ key: key === '' ? null : key })}
        />
      ) : null}
    </>
  );
}
