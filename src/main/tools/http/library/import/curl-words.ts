import { withoutPrompts } from '../../../../../contract/payload/curl.ts';
import { bad, type Command } from './shell.ts';
import { unixCommands } from './unix-words.ts';
import { powerShellWords, windowsWords, withoutCarets } from './windows-words.ts';

/** Takes command lines of curl apart, as the shell does that they were written for: one of Unix, cmd.exe, or PowerShell. */

/** Throws BAD_INPUT where there is none. `notes`: what of the shell was not taken over. */
export function commandsOf(command: string, notes: string[]): Command[] {
  const text = bare(withoutPrompts(command));
  if (
    /^(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm|\$session\s*=)\b/i.test(text) ||
    /^curl\s[^]*\s?-(?:Uri|Method|Headers|Body|UseBasicParsing)\b/.test(text)
  )
    throw bad(
      'This is a command of PowerShell, and none of curl.',
      'Browsers have “Copy as cURL” beside it: either form of that is understood.',
    );
  const found = all(text, notes).flatMap(({ words, stdin }) => {
    const at = words.findIndex((word) => !/^(?:sudo|time|exec)$|^\w+=/.test(word));
    const said = words.slice(0, Math.max(at, 0)).filter((word) => word.includes('='));
    if (!/^(?:.*[/\\])?curl(?:\.exe)?$/i.test(words[at] ?? '')) return [];
    for (const one of said) notes.push(`${one} was left out: it is a variable of the shell.`);
    return [{ words: words.slice(at + 1), stdin }];
  });
  if (found.length === 0) throw bad('This is no command line of curl.', 'It begins with the word curl.');
  return found;
}

/** A command whose answer becomes a variable, without that. */
function bare(text: string): string {
  const inside = /^(?:export\s+)?\w+="?(?:\$\(|`)([^]*)(?:\)|`)"?;?\s*$/.exec(text)?.[1];
  return inside?.trim() ?? text;
}

function all(text: string, notes: string[]): Command[] {
  if (isOfCmd(text)) return windowsWords(withoutCarets(text)).map((words) => ({ words, stdin: null }));
  // Quotes that are doubled inside of others: so wrote browsers once for Windows.
  if (/[^\s"]""[^\s"]|[{:,[]"""/.test(text) && !/\s\$?'/.test(text))
    return windowsWords(text).map((words) => ({ words, stdin: null }));
  if (/\s`\r?\n/.test(text) || /^curl\.exe\s/i.test(text))
    return [{ words: powerShellWords(text, notes), stdin: null }];
  return unixCommands(text.replaceAll('\r\n', '\n'), notes);
}

/** Browsers quote by `^"` for it, and a line that goes on ends by `^`. */
const isOfCmd = (text: string): boolean =>
  /^\S+\s+(?:-\S+\s+)*\^"/.test(text) || (/\s\^[ \t]*\r?\n[ \t]/.test(text) && !/\s\\\r?\n/.test(text));
