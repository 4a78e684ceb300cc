const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

type Want = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** Where a text stops being JSON, from 0; null where it is JSON. What engines say of it has no place in every case. */
export function jsonBreak(text: string): number | null {
  const open: ('{' | '[')[] = [];
  let want: Want = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) {
      const rest = from + /^[ \t\r\n]*/.exec(text.slice(from))![0].length;
      return want === 'nothing' && rest === text.length ? null : rest;
    }
    const [whole, mark, string] = found;
    const next = after(mark, string !== undefined, want, open);
    if (next === null) return TOKEN.lastIndex - whole.trimStart().length;
    want = next;
  }
}

function after(mark: string | undefined, string: boolean, want: Want, open: ('{' | '[')[]): Want | null {
  const value = want === 'value' || want === 'value or end';
  const closed = (): Want => (open.length === 0 ? 'nothing' : 'comma or end');
  if (mark === undefined) {
    if (string && (want === 'key' || want === 'key or end')) return 'colon';
    return value ? closed() : null;
  }
  if (mark === '{' || mark === '[') {
    if (!value) return null;
    open.push(mark);
    return mark === '{' ? 'key or end' : 'value or end';
  }
  if (mark === ':') return want === 'colon' ? 'value' : null;
  const inObject = open.at(-1) === '{';
  if (mark === ',') return want === 'comma or end' ? (inObject ? 'key' : 'value') : null;
  const ends = want === 'comma or end' || want === (inObject ? 'key or end' : 'value or end');
  if (!ends || open.length === 0 || inObject !== (mark === '}')) return null;
  open.pop();
  return closed();
}
