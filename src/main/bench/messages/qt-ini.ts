import { broken } from './bad-file.ts';

/**
 * A settings file as Qt's `QSettings` writes it in its INI format. Answers all values by their whole keys, in small
 * letters: the section, then the parts of the key, joined by `/`. Throws BAD_FILE.
 */
export function readIni(name: string, text: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const [index, raw] of text
    .replace(/^﻿/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      const end = line.indexOf(']');
      if (end < 0) throw broken(name, `the section in line ${index + 1} has no closing bracket`);
      const title = line.slice(1, end).trim();
      section = /^general$/i.test(title) ? '' : `${unescapeKey(title)}/`;
      continue;
    }
    const equals = line.indexOf('=');
    if (equals <= 0) throw broken(name, `line ${index + 1} is neither a section nor a setting`);
    const key = unescapeKey(line.slice(0, equals).trim().replaceAll('\\', '/'));
    values.set((section + key).toLowerCase(), unescapeValue(line.slice(equals + 1)));
  }
  return values;
}

/** `%20` is a byte of Latin-1, `%U20AC` a UTF-16 unit. */
function unescapeKey(key: string): string {
  return key.replace(/%(?:U([0-9a-f]{4})|([0-9a-f]{2}))/gi, (_, wide?: string, narrow?: string) =>
    String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)),
  );
}

const SIMPLE: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Escapes of C, quotes, and Qt's own ways to write what is no text. */
function unescapeValue(raw: string): string {
  let value = '';
  /** How much of the value stands whatever is trimmed: it was quoted or escaped. */
  let fixed = 0;
  let quoted = false;
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at]!;
    if (char === '"') {
      quoted = !quoted;
      fixed = value.length;
    } else if (char === '\\') {
      const escape = /^(?:x([0-9a-f]+)|([0-7]+)|(.))/is.exec(raw.slice(at + 1));
      if (!escape) break;
      at += escape[0].length;
      if (escape[1] !== undefined) value += String.fromCharCode(Number.parseInt(escape[1], 16) & 0xffff);
      else if (escape[2] !== undefined) value += String.fromCharCode(Number.parseInt(escape[2], 8) & 0xffff);
      else value += SIMPLE[escape[3]!] ?? escape[3]!;
      fixed = value.length;
    } else if (char === ';' && !quoted) break;
    else if (!quoted && (char === ' ' || char === '\t') && value === '') continue;
    else value += char;
    if (quoted) fixed = value.length;
  }
  return special(value.slice(0, fixed) + value.slice(fixed).trimEnd());
}

/** `@ByteArray(…)` is a text; of `@Variant(…)` there is only the float of a repeat: a type, then four bytes. */
function special(value: string): string {
  if (value.startsWith('@@')) return value.slice(1);
  if (value.startsWith('@ByteArray(') && value.endsWith(')')) return value.slice(11, -1);
  if (value.startsWith('@Invalid')) return '';
  if (!value.startsWith('@Variant(')) return value;
  const bytes = Buffer.from(value.slice(9, -1), 'latin1');
  if (bytes.length !== 8) return '';
  return String(Math.round(bytes.readFloatBE(4) * 1000) / 1000);
}
