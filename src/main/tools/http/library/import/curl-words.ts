import { BenchError } from '../../../../bench/failure.ts';

/** Takes a command line apart, as the shell does that it was written for: one of Unix, cmd.exe, or PowerShell. */

export const bad = (message: string, hint: string): BenchError =>
  new BenchError({ code: 'BAD_INPUT', field: 'command', message, hint });

export function wordsOf(command: string): string[] {
  const text = command.trim().replace(/^\$ /, '');
  if (/^(?:Invoke-(?:WebRequest|RestMethod)|\$session\s*=)/i.test(text))
    throw bad(
      'This is a command of PowerShell, and none of curl.',
      'Browsers have “Copy as cURL” beside it: either form of that is understood.',
    );
  if (isOfWindows(text)) return windowsWords(withoutCarets(text));
  // What goes on in the next line: PowerShell has a backtick for that.
  return unixWords(text.replace(/(?<=\s)(?:\\\r\n|`\r?\n)/g, ' '));
}

const unclosed = (quote: string): BenchError =>
  bad(
    'The quotes of this command don’t fit together.',
    `Each ' and " needs a second one: one ${quote} has none.`,
  );

/** Browsers quote by `^"` for it, and a line that goes on ends by `^`. */
const isOfWindows = (text: string): boolean =>
  /^\S+\s+(?:-\S+\s+)*\^"/.test(text) || (/\s\^[ \t]*\r?\n[ \t]/.test(text) && !/\s\\\r?\n/.test(text));

/** What cmd.exe hands on: it takes carets outside of quotes away, and what is behind one for what it is. */
function withoutCarets(text: string): string {
  let made = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') quoted = !quoted;
    if (char !== '^' || quoted) {
      made += char;
      continue;
    }
    const line = /^[ \t]*\r?\n/.exec(text.slice(at + 1, at + 100))?.[0];
    if (line === undefined) made += text[++at] ?? '';
    else {
      // The first line break is taken away, and the one behind it stays.
      at += line.length;
      const next = /^\r?\n/.exec(text.slice(at + 1, at + 3))?.[0];
      made += next === undefined ? ' ' : '\n';
      at += next?.length ?? 0;
    }
  }
  return made;
}

/** As programs of Windows take what they are handed apart. Browsers write each backslash twice, so two are one. */
function windowsWords(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const next = text[at + 1];
    if (char === '\\' && (next === '"' || next === '\\')) {
      word = (word ?? '') + next;
      at++;
    } else if (char === '"' && quoted && next === '"') {
      word = `${word ?? ''}"`;
      at++;
    } else if (char === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && /[ \t]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quoted) throw bad('The quotes of this command don’t fit together.', 'Each " needs a second one.');
  if (word !== null) words.push(word);
  return words;
}

/** As shells of Unix do: up to where another command begins, and without what leads output elsewhere. */
function unixWords(text: string): string[] {
  const words: string[] = [];
  /** Null: between words. */
  let word: string | null = null;
  let plain = true;
  let skip = false;
  const ended = (): boolean => {
    if (word === null) return false;
    const said = word;
    word = null;
    if (skip) skip = false;
    else if (plain && /^(?:\|\|?|&&?|;)$/.test(said)) return true;
    else if (plain && /^\d*(?:>>?|<)$/.test(said)) skip = true;
    else if (!(plain && /^\d*(?:>>?|>&|<)[\w/.~-]+$/.test(said))) words.push(said);
    plain = true;
    return false;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (/[ \t\r\n]/.test(char)) {
      if (ended()) return words;
      continue;
    }
    const quoted = quotedAt(text, at);
    if (quoted) {
      word = (word ?? '') + quoted.said;
      plain = false;
      at = quoted.end;
    } else if (char === '\\' && at + 1 < text.length) {
      const next = text[++at] ?? '';
      if (next === '\n') continue;
      word = (word ?? '') + next;
      plain = false;
    } else word = (word ?? '') + char;
  }
  ended();
  return words;
}

/** What stands in the quotes that begin at a place, and where they end. */
function quotedAt(text: string, at: number): { said: string; end: number } | null {
  const [opening = ''] = /^(?:\$?["'])/.exec(text.slice(at, at + 2)) ?? [];
  if (opening === '') return null;
  const from = at + opening.length;
  if (opening === "'") {
    const end = text.indexOf("'", from);
    if (end < 0) throw unclosed("'");
    return { said: text.slice(from, end), end };
  }
  const quote = opening.slice(-1);
  let end = from;
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length) throw unclosed(quote);
  const inside = text.slice(from, end);
  const said = quote === '"' ? inside.replace(/\\(["\\$`])|\\\n/g, '$1') : ansi(inside);
  return { said, end };
}

const ANSI: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }; // prettier-ignore

/** What stands in `$'…'`: `\xc3\xa9` and `\303\251` are bytes, of which characters are made. */
function ansi(text: string): string {
  const pieces = text.split(/(\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[^]))/);
  const bytes = pieces.map((piece, index) => {
    if (index % 2 === 0) return Buffer.from(piece);
    const kind = piece[1] ?? '';
    if (kind === 'x') return Buffer.from([Number.parseInt(piece.slice(2), 16) || 0]);
    if (/[0-7]/.test(kind)) return Buffer.from([Number.parseInt(piece.slice(1), 8) & 255]);
    if (/^\\[uU][0-9a-fA-F]/.test(piece)) {
      const code = Number.parseInt(piece.slice(2), 16);
      return Buffer.from(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
    }
    return Buffer.from(ANSI[kind] ?? (/["'\\?]/.test(kind) ? kind : piece));
  });
  const all = Buffer.concat(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(all);
  } catch {
    return all.toString('latin1');
  }
}
