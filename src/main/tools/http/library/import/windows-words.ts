import { bad, shellVariable, unclosed } from './shell.ts';

/** What cmd.exe hands on: it takes carets outside of quotes away, and what is behind one for what it is. */
export function withoutCarets(text: string): string {
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

/**
 * The words of commands as programs of Windows take what they are handed apart. Browsers write each backslash twice, so
 * two are one.
 */
export function windowsWords(text: string): string[][] {
  const commands: string[][] = [[]];
  let word: string | null = null;
  let plain = true;
  let quoted = false;
  const ended = (): void => {
    if (word === '&' && plain) commands.push([]);
    else if (word !== null) commands.at(-1)?.push(word);
    word = null;
    plain = true;
  };
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
      plain = false;
      word ??= '';
    } else if (!quoted && /\s/.test(char)) ended();
    else word = (word ?? '') + char;
  }
  if (quoted) throw bad('The quotes of this command don’t fit together.', 'Each " needs a second one.');
  ended();
  return commands;
}

const BACKTICK: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\n': ' ' };

/** As PowerShell does, which then hands on `\"` as a quote. It ends where another command begins. */
export function powerShellWords(source: string, notes: string[]): string[] {
  const text = source.replaceAll('\r\n', '\n');
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (/[;|]/.test(char) && (word === null || /\s/.test(next) || next === '')) break;
    if (/\s/.test(char) || (char === '`' && next === '\n')) {
      if (word !== null) words.push(word);
      word = null;
      if (char === '`') at++;
    } else if (char === "'" || char === '"') {
      const inner = quotedAt(text, at, notes);
      word = (word ?? '') + inner.said;
      at = inner.end;
    } else if (char === '`') {
      word = (word ?? '') + next;
      at++;
    } else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words.map((one) => one.replaceAll('\\"', '"'));
}

/** What stands in the quotes that begin at a place, and where they end: two of them stand for one. */
function quotedAt(text: string, from: number, notes: string[]): { said: string; end: number } {
  const quote = text[from] ?? '';
  let said = '';
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    const name =
      quote === '"' && char === '$' ? /^\$(?:env:)?([A-Za-z_]\w*)/i.exec(text.slice(at, at + 200)) : null;
    if (name?.[1] !== undefined) {
      said += shellVariable(name[1], notes);
      at += name[0].length - 1;
    } else if (quote === '"' && char === '`') {
      said += BACKTICK[next] ?? next;
      at++;
    } else if (quote === '"' && char === '\\' && next === '"') {
      said += '"';
      at++;
    } else if (char === quote && next === quote) {
      said += quote;
      at++;
    } else if (char === quote) return { said, end: at };
    else said += char;
  }
  throw unclosed(quote);
}
