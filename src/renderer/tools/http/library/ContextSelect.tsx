import IconButton from '@mui/material/IconButton';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { GearIcon } from '../../../ui/icons.tsx';
import { contextOf, currentRequest, useHttp } from '../store.ts';
import { chooseContext, useLibrary } from './library-store.ts';
import { openDialog } from './panel-store.ts';

/** Which collection and environment the variables and cookies of requests come from. */
export function ContextSelect() {
  const collections = useLibrary((s) => s.collections);
  const one = useHttp(currentRequest);
  // A request of another collection has its own variables.
  useHttp((s) => s.context);
  const { collection, environment } = contextOf(one);
  const of = one.saved?.collection ?? null;
  const choices = collections.filter(({ folder }) => of === null || folder === of);
  if (choices.length === 0) return null;
  const value = collection === null ? '' : keyOf(collection, environment);
  const options = [
    ...(of === null ? [{ value: '', label: 'No variables' }] : []),
    ...choices.flatMap(({ folder, name, environments }) => [
      { value: keyOf(folder, null), label: of === null ? name : 'No environment' },
      ...environments.map((each) => ({
        value: keyOf(folder, each.name),
        label: of === null ? `${name}: ${each.name}` : each.name,
      })),
    ]),
  ];
  return (
    <span className="wb-context">
      <InlineSelect
        label="Environment"
        value={options.some((each) => each.value === value) ? value : ''}
        options={options}
        onChange={(next) => {
          const [folder = '', name = ''] = next.split('\n');
          chooseContext(folder === '' ? null : folder, name === '' ? null : name);
        }}
      />
      <IconButton
        size="small"
        aria-label="Edit variables"
        title="Edit variables"
        disabled={collection === null}
        onClick={() =>
          collection !== null && openDialog({ kind: 'environment', collection, name: environment })
        }
      >
        <GearIcon width={16} height={16} />
      </IconButton>
    </span>
  );
}

const keyOf = (folder: string, environment: string | null): string => `${folder}\n${environment ?? ''}`;
