import type { HttpRequest, Pair } from '../../../../../contract/http/request.ts';
import { type ApiKey, pairOf } from '../import/shared.ts';
import { type Place, valueAt } from './place.ts';

interface Given {
  auth: HttpRequest['auth'];
  /** A key that is sent as a header or in the URL; null: none. */
  key: ApiKey | null;
}

/** What holds for all that lies in a folder, unless it says something else. */
export interface Above extends Given {
  headers: Pair[];
  /** Those of folders; those of the whole collection are its variables. */
  variables: ReadonlyMap<string, string>;
}

const NONE: Given = { auth: { kind: 'none' }, key: null };
export const NOTHING_ABOVE: Above = { ...NONE, headers: [], variables: new Map() };
export const SCRIPTS = 'Scripts were left out: no user code runs here.';

/** What a collection or a folder says of all in it; `at` is its `request`. */
export function aboveAt(at: Place, above: Above, notes: Set<string>): Above {
  noteScripts(at, notes);
  return {
    // A folder that says nothing of its own, or “none”, passes on what is above it.
    ...(modeAt(at) === 'none' ? above : authAt(at, above, notes)),
    headers: headersAt(
      at,
      above.headers.filter(({ on }) => on),
    ),
    variables: new Map([...above.variables, ...variablesAt(at)]),
  };
}

/** Its own headers behind those from above that it does not say itself. */
export function headersAt(at: Place, above: readonly Pair[]): Pair[] {
  const own = at
    .each('headers')
    .map((one) => pairOf(one.text('name'), one.text('value'), !one.isTrue('disabled')))
    .filter(({ name, value }) => name !== '' || value !== '');
  const said = new Set(own.filter(({ on }) => on).map(({ name }) => name.toLowerCase()));
  return [...above.filter(({ on, name }) => on && !said.has(name.toLowerCase())), ...own];
}

/** Those that are on, also as they are written for a type. */
export const variablesAt = (at: Place): Map<string, string> =>
  new Map(
    at
      .each('variables')
      .filter((one) => !one.isTrue('disabled') && one.text('name') !== '')
      .map((one) => [one.text('name'), valueAt(one, 'value')]),
  );

const modeAt = (at: Place): string => {
  const mode = typeof at.raw('auth') === 'string' ? at.text('auth') : at.in('auth').text('type');
  return mode === '' ? 'none' : mode;
};

/** How a request says who asks. */
export function authAt(at: Place, above: Given, notes: Set<string>): Given {
  const mode = modeAt(at);
  if (mode === 'inherit') return { auth: above.auth, key: above.key };
  if (mode === 'none') return NONE;
  const of = at.in('auth');
  if (mode === 'basic' || mode === 'digest')
    return { ...NONE, auth: { kind: mode, user: of.text('username'), password: of.text('password') } };
  if (mode === 'bearer') return { ...NONE, auth: { kind: 'bearer', token: of.text('token') } };
  if (mode === 'apikey' && of.text('key') !== '') {
    const place = of.text('placement').startsWith('query') ? 'query' : 'header';
    return { ...NONE, key: { place, name: of.text('key'), value: of.text('value') } };
  }
  notes.add(`Authorization by ${mode} was left out.`);
  return NONE;
}

/** Says what can’t be taken over of what runs beside a request. */
export function noteScripts(at: Place, notes: Set<string>): void {
  if (at.each('scripts').some((one) => one.text('code').trim() !== '')) notes.add(SCRIPTS);
  if (at.each('actions').length > 0)
    notes.add('Variables that are set from answers were left out: no answer changes a variable here.');
}
