import type { Part } from '../../../../../contract/http/request.ts';

export type FileOf = (path: string) => { kind: 'path'; path: string } | null;

/**
 * The parts that one `--form` of curl makes: `name=text`, `name=@file,file;type=…;filename=…`, `name=<file`. What stands
 * in quotes has backslashes before a quote and a backslash.
 */
export function partsOf(value: string, mayBeFile: boolean, file: FileOf): Part[] {
  const equals = value.indexOf('=');
  const name = value.slice(0, Math.max(0, equals));
  const rest = value.slice(equals + 1);
  if (!mayBeFile) return [{ kind: 'text', name, value: rest, on: true, type: '' }];
  const isFile = /^[@<]/.test(rest);
  const [content = '', ...more] = pieces(isFile ? rest.slice(1) : rest);
  const param = (key: string) =>
    unquoted(more.find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1) ?? '');
  const type = param('type');
  if (!isFile) return [{ kind: 'text', name, value: unquoted(content), on: true, type }];
  const paths = content.startsWith('"') ? [unquoted(content)] : content.split(',');
  return paths.map((path) => ({
    kind: 'file',
    name,
    on: true,
    file: file(path),
    fileName: param('filename'),
    type,
  }));
}

/** What stands between semicolons that are followed by something that curl knows, and are in no quotes. */
function pieces(text: string): string[] {
  const found =
    /^(?:"(?:[^"\\]|\\.)*"|[^]*?)(?=;(?:type|filename|headers|encoder)=|$)/.exec(text)?.[0] ?? text;
  const rest = text.slice(found.length + 1);
  return rest === '' ? [found] : [found, ...pieces(rest)];
}

const unquoted = (text: string): string =>
  /^"[^]*"$/.test(text) && text.length > 1 ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text;
