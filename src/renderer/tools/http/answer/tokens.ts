import type { Layout } from '../../../../contract/tools/http-view.ts';

/** A piece of a line, and what it is. */
export interface Token {
  kind: 'name' | 'string' | 'number' | 'word' | 'mark' | 'note' | 'text';
  text: string;
}

const JSON_TOKEN = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([^"\dtfn-]+|.)/gs;
const MARKUP_TOKEN =
  /(<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>?)|(<\/?)([^\s/>]+)((?:[^>"']|"[^"]*"?|'[^']*'?)*)(>|$)|([^<]+|<)/g;
const ATTRIBUTE = /([^\s=/]+)(\s*=\s*)?("[^"]*"?|'[^']*'?|[^\s"'>]+)?|(\s+|.)/g;

/** Cuts a line that is laid out into pieces of one kind each; joined they are the line. */
export function tokensOf(layout: Layout, text: string): Token[] {
  return layout === 'json' ? jsonTokens(text) : markupTokens(text);
}

function jsonTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [whole, string, colon, number, word] of text.matchAll(JSON_TOKEN)) {
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'name', text: string });
      if (colon !== undefined) tokens.push({ kind: 'mark', text: colon });
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'mark', text: whole });
  }
  return tokens;
}

function markupTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [whole, note, open, name, rest, close] of text.matchAll(MARKUP_TOKEN)) {
    if (note !== undefined) tokens.push({ kind: 'note', text: note });
    else if (open !== undefined && name !== undefined) {
      tokens.push({ kind: 'mark', text: open }, { kind: 'name', text: name });
      tokens.push(...attributes(rest ?? ''));
      if (close) tokens.push({ kind: 'mark', text: close });
    } else tokens.push({ kind: 'text', text: whole });
  }
  return tokens.filter((token) => token.text !== '');
}

function attributes(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [whole, name, equals, value] of text.matchAll(ATTRIBUTE)) {
    if (name === undefined) tokens.push({ kind: 'mark', text: whole });
    else {
      tokens.push({ kind: 'word', text: name });
      if (equals) tokens.push({ kind: 'mark', text: equals });
      if (value) tokens.push({ kind: 'string', text: value });
    }
  }
  return tokens;
}

/** The tokens cut where `wanted` stands, in either case, so that it can be marked. */
export function marked(tokens: readonly Token[], wanted: string): (Token & { found: boolean })[] {
  const all = tokens.map(({ text }) => text).join('');
  const needle = wanted.toLowerCase();
  const haystack = all.toLowerCase();
  // Letters that become longer in lower case would shift the places.
  if (needle === '' || haystack.length !== all.length)
    return tokens.map((token) => ({ ...token, found: false }));
  const cuts: [from: number, to: number][] = [];
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + needle.length))
    cuts.push([at, at + needle.length]);
  const pieces: (Token & { found: boolean })[] = [];
  let begin = 0;
  for (const { kind, text } of tokens) {
    const end = begin + text.length;
    let at = begin;
    for (const [from, to] of cuts) {
      if (to <= at || from >= end) continue;
      if (from > at) pieces.push({ kind, text: all.slice(at, from), found: false });
      pieces.push({ kind, text: all.slice(Math.max(at, from), Math.min(to, end)), found: true });
      at = Math.min(to, end);
    }
    if (at < end) pieces.push({ kind, text: all.slice(at, end), found: false });
    begin = end;
  }
  return pieces;
}
