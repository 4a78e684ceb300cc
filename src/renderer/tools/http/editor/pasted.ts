import type { Pair } from '../../../../contract/http/request.ts';
import { paramsOf } from './query.ts';

/** Rows of a table in a text that was pasted into it; null where the text is a name, or a value. Pure. */

const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');

/** A line that other tools write for a row which is switched off begins so. */
const OFF = /^\s*\/\/\s*/;

/** `Name: value`, as in a capture, a terminal, curl -v or another tool; or a name and its value on lines in turns. */
export function readHeaders(text: string): Pair[] | null {
  const lines = linesOf(text)
    .map((line) => line.replace(/^\s*> ?/, ''))
    // What curl -v and browsers show before them: the line of the request, and what it is over HTTP/2.
    .filter((line) => line !== '' && !/^[A-Z]+ \S+ HTTP\/\d/.test(line) && !/^\s*:[a-z]+(:|$)/.test(line));
  const turns = lines.length % 2 === 0 && lines.every((line, at) => at % 2 === 1 || /^\S+:\s*$/.test(line));
  const joined =
    turns && lines.some((line, at) => at % 2 === 1 && !/^[^\s:]+:/.test(line))
      ? lines.flatMap((line, at) => (at % 2 === 0 ? [`${line.trim()} ${lines[at + 1]}`] : []))
      : lines;
  const rows = joined.map((line) => {
    const [, name, value = ''] = /^\s*([^\s:]+):[ \t]*(.*)$/.exec(line.replace(OFF, '')) ?? [];
    return name === undefined ? null : { name, value: value.trimEnd(), on: !OFF.test(line) };
  });
  // An address that is pasted is no header.
  if (joined.length === 1 && rows[0]?.value.startsWith('//')) return null;
  return whole(rows);
}

/** `a=1&b=2`, with or without what stands before `?`; or {@link readPairs}. */
export function readQuery(text: string): Pair[] | null {
  const query = text.trim().replace(/^[^?\s]*\?/, '');
  if (!/^[^\s&=]+=[^\s]*$/.test(query)) return readPairs(text);
  return paramsOf(`?${query}`).map(({ name, value }) => ({ name, value, on: true }));
}

/** Several lines of `name=value`, `name: value` or a name and a value with a tab between, as tables are copied. */
export function readPairs(text: string): Pair[] | null {
  const lines = linesOf(text);
  if (lines.length < 2) return null;
  return whole(
    lines.map((line) => {
      const [, name, value = ''] =
        /^\s*([^=:\t]*[^=:\t\s])\s*[=:\t][ \t]*(.*)$/.exec(line.replace(OFF, '')) ?? [];
      return name === undefined ? null : { name, value: value.trimEnd(), on: !OFF.test(line) };
    }),
  );
}

/** All of them; null where one is none. */
function whole(rows: readonly (Pair | null)[]): Pair[] | null {
  const all = rows.filter((row) => row !== null);
  return all.length > 0 && all.length === rows.length ? all : null;
}
