import { BenchError } from '../../../../bench/failure.ts';
import { readYaml } from '../yaml/read.ts';
import type { Imported } from '../import/imported.ts';
import { isRecord } from '../import/shared.ts';
import { unreadable } from '../import/unreadable.ts';
import { NOTHING_ABOVE } from './above.ts';
import { importedFrom, nothingRead, readCollection, readItem } from './collection.ts';
import { kindOf } from './item.ts';
import { type Place, placeOf } from './place.ts';

/** Files of OpenCollection, in which Bruno keeps collections as YAML: https://spec.opencollection.com. */

/** Of one file: a whole collection may be in it. This runs in a thread of its own, which is ended when it takes too long. */
const MOST = { tokens: 4_000_000, values: 1_000_000 };

/** Reads a file. Throws BAD_FILE with the line and column of what is wrong. */
export function readYml(name: string, text: string): Place {
  try {
    const { plain, where } = readYaml(name, text, MOST);
    return placeOf(plain, {
      name,
      where,
      wrong: (at, why) => unreadable(name, at === null ? why : `${at}: ${why}`),
    });
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(name, 'it is nested too deep');
    throw error;
  }
}

/** Whether a file is one of a collection: all of it, a request, a folder, or an environment. */
export const isOpenCollection = (content: Record<string, unknown>): boolean =>
  'opencollection' in content ||
  (isRecord(content['info']) &&
    ['http', 'graphql', 'websocket', 'grpc'].some((kind) => isRecord(content[kind]))) ||
  isFolder(content) ||
  isEnvironment(content);

const isFolder = ({ info }: Record<string, unknown>): boolean => isRecord(info) && info['type'] === 'folder';
const isEnvironment = (content: Record<string, unknown>): boolean =>
  'name' in content && Array.isArray(content['variables']) && !('info' in content);

/** Reads one file of a collection, or a whole one that is in a single file. */
export function readOpenCollection(name: string, text: string): Imported {
  const at = readYml(name, text);
  const read = nothingRead(null, null);
  const plain = name.replace(/\.(?:ya?ml|json)$/i, '');
  if (at.has('opencollection') || kindOf(at) === 'folder') readCollection(at, read);
  else if (at.has('info')) readItem(at, plain, [], NOTHING_ABOVE, read);
  else read.environments.push({ name: plain, at });
  const whole = importedFrom(read);
  if (whole.requests.length === 0 && whole.environments.length === 0)
    throw new BenchError({
      ...unreadable(name, whole.notes[0] ?? 'its requests lie beside it').failure,
      hint: 'Import the folder it lies in: a collection of Bruno is a folder.',
    });
  return whole;
}
