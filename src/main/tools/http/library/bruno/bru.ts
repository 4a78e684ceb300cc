import type { Imported } from '../import/imported.ts';
import { isRecord, records, textOf } from '../import/shared.ts';
import { unreadable } from '../import/unreadable.ts';
import { NOTHING_ABOVE } from './above.ts';
import { importedFrom, nothingRead, readItem } from './collection.ts';
import { type Place, placeOf } from './place.ts';

/** Files in Bruno’s older language, in the form of those in YAML. */

type Loose = Record<string, unknown>;

const lang = async () => (await import('@usebruno/lang')).default;

/** A request. Throws BAD_FILE, which says the line. */
export async function bruItem(file: string, text: string): Promise<Place> {
  const { bruToJsonV2 } = await lang();
  const content = parsed(file, () => bruToJsonV2(text));
  const kind = isRecord(content['ws']) ? 'ws' : isRecord(content['grpc']) ? 'grpc' : 'http';
  const of = isRecord(content[kind]) ? content[kind] : {};
  const mode = textOf(of['body']);
  const body = isRecord(content['body']) ? content['body'] : {};
  const isRequest = isRecord(content[kind]);
  return placeOf(
    {
      info: {
        name: isRecord(content['meta']) ? content['meta']['name'] : '',
        type: isRequest ? (kind === 'ws' ? 'websocket' : kind) : '',
      },
      [kind === 'ws' ? 'websocket' : kind]: {
        method: of['method'],
        url: of['url'],
        params: listOf(content['params']),
        headers: listOf(content['headers']),
        auth: authOf(isRecord(content['auth']) ? content['auth'] : {}, textOf(of['auth'])),
        ...(kind === 'ws' ? { message: body['ws'] } : { body: bodyOf(mode, body) }),
      },
      runtime: {
        ...runtimeOf(content),
        assertions: records(content['assertions']).map((one) => ({
          expression: one['name'],
          operator: one['value'],
          disabled: one['enabled'] === false,
        })),
      },
      settings: content['settings'],
      docs: content['docs'],
    },
    ofBru(file),
  );
}

/** What a collection or a folder says of all in it, as `info` and `request`. */
export async function bruAbove(file: string, text: string): Promise<Place> {
  const { collectionBruToJson } = await lang();
  const content = parsed(file, () => collectionBruToJson(text));
  const auth = isRecord(content['auth']) ? content['auth'] : {};
  return placeOf(
    {
      info: content['meta'],
      request: {
        headers: listOf(content['headers']),
        auth: authOf(auth, textOf(auth['mode'])),
        ...runtimeOf(content),
      },
    },
    ofBru(file),
  );
}

export async function bruEnvironment(file: string, text: string): Promise<Place> {
  const { bruToEnvJsonV2 } = await lang();
  const content = parsed(file, () => bruToEnvJsonV2(text));
  return placeOf({ variables: listOf(content['variables']) }, ofBru(file));
}

const ofBru = (file: string) => ({
  name: file,
  where: () => null,
  wrong: (_where: string | null, why: string) => unreadable(file, why),
});

function parsed(file: string, read: () => Loose): Loose {
  try {
    return read();
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw unreadable(file, said.replace(/:$/, ''));
  }
}

const listOf = (list: unknown): Loose[] =>
  records(list).map((one) => ({ ...one, disabled: one['enabled'] === false }));

const authOf = (auth: Loose, mode: string): unknown =>
  isRecord(auth[mode]) ? { ...auth[mode], type: mode } : mode;

const runtimeOf = ({ vars, script, tests }: Loose): Loose => ({
  variables: listOf(isRecord(vars) ? vars['req'] : []),
  actions: isRecord(vars) ? records(vars['res']) : [],
  scripts: [...(isRecord(script) ? Object.values(script) : []), tests].map((code) => ({
    code: textOf(code),
  })),
});

function bodyOf(mode: string, body: Loose): Loose | undefined {
  if (mode === 'graphql') return isRecord(body['graphql']) ? { type: mode, ...body['graphql'] } : undefined;
  if (mode === 'formUrlEncoded' || mode === 'form-urlencoded')
    return { type: 'form-urlencoded', data: listOf(body['formUrlEncoded']) };
  if (mode === 'multipartForm' || mode === 'multipart-form')
    return { type: 'multipart-form', data: listOf(body['multipartForm']) };
  if (mode === 'file') return { type: mode, data: body['file'] };
  return mode === '' ? undefined : { type: mode, data: body[mode] };
}

export const isBru = (text: string): boolean => /^\s*meta\s*\{/.test(text);

/** Reads a file with one request. */
export async function readBru(file: string, text: string): Promise<Imported> {
  const read = nothingRead(null, null);
  readItem(await bruItem(file, text), file.replace(/\.bru$/, ''), [], NOTHING_ABOVE, read);
  return importedFrom(read);
}
