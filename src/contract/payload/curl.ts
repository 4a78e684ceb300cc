/** What stands before a command where a terminal or a page shows it. */
const PROMPT = /^[ \t]*(?:[$%>#]|PS [^>\n]*>|[A-Za-z]:\\[^>\n]*>|[\w.-]+@[\w.-]+[^\n$#]{0,60}[$#])[ \t]*(?=(?:sudo )?(?:\S*[/\\])?curl(?:\.exe)?\s)/gim; // prettier-ignore
/** Where one is handed what another writes, or its answer becomes a variable. */
const BEFORE =
  /^(?:(?:[ \t]*#.*)?\r?\n|\s*(?:export\s+)?\w+=["']?(?:\$\(|`)|\w+=\S*\s+|(?:sudo|time|exec)\s+|(?:echo|printf|cat)\s[^|\n]*\|\s*)*/;

/** A text as it is copied from a page or a terminal, without prompts and fences. */
export const withoutPrompts = (text: string): string =>
  withoutFence(text.trimStart()).replace(PROMPT, '').trimStart();

/** What stands between two lines that begin with ```. */
function withoutFence(text: string): string {
  if (!text.startsWith('```')) return text;
  const lines = text.trimEnd().split('\n').slice(1);
  if (lines.at(-1)?.trim() === '```') lines.pop();
  return lines.join('\n');
}

/** Whether a text is a command line of curl, or a script that has some. */
export function isCurl(text: string): boolean {
  const plain = withoutPrompts(text.slice(0, 100_000));
  if (/^#!.*sh\b/.test(plain)) return /^\s*curl\s/m.test(plain);
  return /^(?:\S*[/\\])?curl(?:\.exe)?\s/i.test(plain.slice(BEFORE.exec(plain)?.[0].length));
}
