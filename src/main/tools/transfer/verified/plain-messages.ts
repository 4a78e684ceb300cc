import { MAX_PATH } from '../../../../contract/files.ts';
import { MAX_OPEN, MOST_TOGETHER } from './bounds.ts';
import type { FrameName } from './frames.ts';

/**
 * Whether a message that names many files is as its schema wants it, seen in a fraction of the time: what is not seen
 * here is held against the schema, which says what is wrong. Nothing passes here that would not pass there.
 */
export function isPlain(name: FrameName, message: unknown): boolean {
  if (!isObject(message)) return false;
  switch (name) {
    case 'list':
      return isId(message.first) && isListOf(message.entries, isEntry, 10_000) && isEnd(message.end);
    case 'many':
      return (
        isListOf(message.ids, isId, MOST_TOGETHER) &&
        message.ids.length > 0 &&
        isListOf(message.sha256, isHash, MOST_TOGETHER) &&
        message.sha256.length > 0
      );
    case 'want':
      return has(message, 'take') && isListOf(message.take, isId, MAX_OPEN);
    case 'got':
      return has(message, 'got') && isListOf(message.got, isId, MAX_OPEN);
    default:
      return false;
  }
}

type Fields = { [field: string]: unknown };

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Whether this is all it has. */
const has = (message: Fields, field: string): boolean => {
  const fields = Object.keys(message);
  return fields.length === 1 && fields[0] === field;
};

const isListOf = (list: unknown, isOne: (one: unknown) => boolean, most: number): list is unknown[] =>
  Array.isArray(list) && list.length <= most && list.every(isOne);

const isId = (id: unknown): boolean =>
  Number.isInteger(id) && (id as number) >= 0 && (id as number) <= 0xffff_ffff;

const HASH = /^[0-9a-f]{64}$/;
const isHash = (hash: unknown): boolean => typeof hash === 'string' && HASH.test(hash);

const isEnd = (end: unknown): boolean => end === undefined || typeof end === 'boolean';

const isPath = (path: unknown): boolean =>
  typeof path === 'string' && path.length > 0 && path.length <= MAX_PATH;

function isEntry(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const { kind, path, size, modified, mode, target } = entry;
  if (!isPath(path) || typeof modified !== 'number' || !(Math.abs(modified) <= 8.64e15)) return false;
  if (kind === 'link') return isPath(target);
  if (!Number.isInteger(mode) || (mode as number) < 0 || (mode as number) > 0o777) return false;
  return kind === 'folder' || (kind === 'file' && Number.isSafeInteger(size) && (size as number) >= 0);
}
