import { type Command, shellVariable, unclosed } from './shell.ts';

/** Where a line goes on though nothing says so: with an option, or with what is in quotes. */
const GOES_ON = /^\s*(?:-|\$?["']|https?:)/;
/** Characters of a shell’s program that are looked through for its end. */
const MOST = 100_000;

/** The commands of a script, as a shell of Unix takes them apart, without what leads output elsewhere. */
export function unixCommands(text: string, notes: string[]): Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let stdin: Command['stdin'] = null;
  /** Null: between words. */
  let word: string | null = null;
  let plain = true;
  /** What the next word is: of the command, the name of a file, or what it is handed. */
  let next: 'word' | 'skip' | 'file' | 'text' = 'word';
  /** Texts that begin in the next line: their last line, and whether the shell looks into them. */
  let behind: { end: string; isRaw: boolean }[] = [];
  const add = (more: string, isPlain = true): void => {
    word = (word ?? '') + more;
    plain &&= isPlain;
  };
  const endCommand = (isPiped = false): void => {
    if (words.length > 0) commands.push({ words, stdin });
    stdin = isPiped ? written(words) : null;
    words = [];
  };
  const endWord = (): void => {
    if (word === null) return;
    const said = word;
    const [at, isPlain] = [next, plain];
    word = null;
    next = 'word';
    plain = true;
    if (at === 'text') stdin = { text: `${said}\n` };
    else if (at === 'file') stdin = { path: said };
    else if (at === 'skip') return;
    else if (isPlain && /^(?:\|\|?|&&?|;)$/.test(said)) endCommand(said === '|');
    else if (isPlain && /^\d*>>?$/.test(said)) next = 'skip';
    else if (isPlain && said === '<') next = 'file';
    else if (isPlain && /^<[\w/.~-]+$/.test(said)) stdin = { path: said.slice(1) };
    else if (!(isPlain && /^\d*(?:>>?|>&)[\w/.~-]+$/.test(said))) words.push(said);
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const rest = /[<$;"'`]/.test(char) ? text.slice(at, at + 200) : char;
    const here = word === null && char === '<' ? /^<<(?:<|-?[ \t]*(["']?)([\w.-]+)\1)/.exec(rest) : null;
    const variable = char === '$' ? /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(rest) : null;
    if (char === '\n') {
      endWord();
      for (const { end, isRaw } of behind) {
        const body = bodyUntil(text, at + 1, end);
        stdin = { text: isRaw ? body.said : inDoubleQuotes(body.said, notes) };
        at = body.end;
      }
      if (behind.length > 0 || !GOES_ON.test(text.slice(at + 1, at + 1000))) endCommand();
      behind = [];
    } else if (/[ \t\r]/.test(char)) endWord();
    else if (char === '#' && word === null) at = lineEnd(text, at) - 1;
    else if (char === ';' && /^;(?:\s|$)/.test(rest)) {
      endWord();
      endCommand();
    } else if (here) {
      if (here[2] === undefined) next = 'text';
      else behind.push({ end: here[2], isRaw: here[1] !== '' });
      at += here[0].length - 1;
    } else if (variable) {
      add(shellVariable(variable[1] ?? variable[2] ?? '', notes));
      at += variable[0].length - 1;
    } else if (char === '`' || rest.startsWith('$(')) {
      const end = programEnd(text, at);
      add(text.slice(at, end + 1), false);
      notes.push(
        `What ${text.slice(at, end + 1).slice(0, 100)} would give is not known here: it was left as it is.`,
      );
      at = end;
    } else if (/^\$?["']/.test(rest)) {
      const quoted = quotedAt(text, at, notes);
      add(quoted.said, false);
      at = quoted.end;
    } else if (char === '\\' && at + 1 < text.length) {
      if (text[++at] !== '\n') add(text[at] ?? '', false);
    } else add(char);
  }
  endWord();
  endCommand();
  return commands;
}

/** What some commands write that are made for that. */
function written([program, ...words]: readonly string[]): Command['stdin'] {
  const [first] = words;
  if (program === 'cat' && words.length === 1 && first !== undefined && first !== '-') return { path: first };
  if (program === 'printf' && words.length === 1 && first !== undefined && !/[%\\]/.test(first))
    return { text: first };
  if (program !== 'echo' || /^-\w*e/.test(first ?? '')) return null;
  return { text: first === '-n' ? words.slice(1).join(' ') : `${words.join(' ')}\n` };
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

/** The lines up to one that says nothing but `end`. */
function bodyUntil(text: string, from: number, end: string): { said: string; end: number } {
  for (let at = from; at < text.length;) {
    const stop = lineEnd(text, at);
    if (text.slice(at, stop).trim() === end) return { said: text.slice(from, at), end: stop };
    at = stop + 1;
  }
  return { said: text.slice(from), end: text.length };
}

/** Where a program in a command ends: its parentheses or its second backtick. */
function programEnd(text: string, from: number): number {
  const last = Math.min(text.length, from + MOST) - 1;
  if (text[from] === '`') {
    const end = text.indexOf('`', from + 1);
    return end < 0 ? last : end;
  }
  let depth = 0;
  for (let at = from + 1; at <= last; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return last;
}

/** What stands in the quotes that begin at a place, and where they end. */
function quotedAt(text: string, at: number, notes: string[]): { said: string; end: number } {
  const opening = text[at] === '$' ? text.slice(at, at + 2) : (text[at] ?? '');
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
  return { said: quote === '"' ? inDoubleQuotes(inside, notes) : ansi(inside), end };
}

const inDoubleQuotes = (text: string, notes: string[]): string =>
  text.replace(
    /\\(["\\$`])|\\\n|\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
    (whole, escaped: string | undefined, inBraces: string | undefined, bare: string | undefined) => {
      const name = inBraces ?? bare;
      return name === undefined ? (escaped ?? (whole === '\\\n' ? '' : whole)) : shellVariable(name, notes);
    },
  );

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
