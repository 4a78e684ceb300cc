import { isAbsolute, resolve } from 'node:path';
import type { HttpRequest, Part } from '../../../../../contract/http/request.ts';
import { bodyOf, graphQlBody, pairOf } from '../import/shared.ts';
import { chosen, type Place } from './place.ts';

type FileAt = (path: string) => { kind: 'path'; path: string } | null;

const TYPES: Record<string, string> = {
  json: 'application/json',
  xml: 'application/xml',
  text: 'text/plain',
  sparql: 'application/sparql-query',
};

/** Files lie where the collection does. Where that is, is not known of a single file. */
export const filesIn =
  (folder: string | null, notes: Set<string>): FileAt =>
  (path) => {
    if (path === '') return null;
    const isWhole = isAbsolute(path) || /^(?:[a-z]:[\\/]|\\\\|~\/|\{\{)/i.test(path);
    if (!isWhole && folder === null)
      notes.add(`The file ${path} lies beside the collection: choose it before you send.`);
    return { kind: 'path', path: isWhole || folder === null ? path : resolve(folder, path) };
  };

/** The body of a request; `at` is what holds it. */
export function bodyAt(at: Place, file: FileAt, notes: Set<string>): HttpRequest['body'] {
  const several = Array.isArray(at.raw('body'));
  if (several) notes.add('Of several bodies to choose from, the chosen one was taken.');
  const body = several ? (chosen(at.each('body'))?.in('body') ?? at.in('nothing')) : at.in('body');
  const kind = body.text('type');
  const type = TYPES[kind];
  if (type !== undefined) return bodyOf(type, body.text('data'));
  const isOn = (one: Place): boolean => !one.isTrue('disabled');
  if (kind === 'form-urlencoded')
    return {
      kind: 'form',
      fields: body.each('data').map((one) => pairOf(one.text('name'), one.text('value'), isOn(one))),
    };
  if (kind === 'multipart-form')
    return {
      kind: 'multipart',
      parts: body.each('data').flatMap((one): Part[] => {
        const common = { name: one.text('name'), on: isOn(one), type: one.text('contentType') };
        const paths = pathsOf(one);
        if (paths === null) return [{ kind: 'text', ...common, value: one.text('value') }];
        return paths.map((path): Part => ({ kind: 'file', ...common, file: file(path), fileName: '' }));
      }),
    };
  if (kind === 'file') {
    const all = body.each('data');
    const one = chosen(all);
    if (all.length > 1) notes.add('Of several files to choose from as a body, the chosen one was taken.');
    return {
      kind: 'file',
      file: file(one?.text('filePath') ?? ''),
      type: one?.text('contentType') ?? '',
    };
  }
  if (kind === 'graphql' || body.has('query')) return graphQlBody(body.text('query'), body.text('variables'));
  if (kind !== '' && kind !== 'none') notes.add(`A body of kind ${kind} was left out.`);
  return { kind: 'none' };
}

/** The files of a part, or null where it is text. `@file(a|b)` is how files were written before. */
function pathsOf(part: Place): string[] | null {
  const value = part.raw('value');
  const old = typeof value === 'string' ? /^@file\(([^]*)\)$/.exec(value)?.[1] : undefined;
  if (old !== undefined) return old.split('|');
  if (part.text('type') !== 'file') return null;
  if (!Array.isArray(value)) return [part.text('value')];
  const paths = value.map((one: unknown) => {
    if (typeof one !== 'string') throw part.wrong('value', '“value” should be a list of paths');
    return one;
  });
  return paths.length > 0 ? paths : [''];
}
