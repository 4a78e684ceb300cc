import { type Saved, savedSchema } from '../../../contract/messages.ts';
import { broken } from './bad-file.ts';
import { fromPacketSender, fromPacketSenderIni } from './packet-sender.ts';

/** What a file brought. The ids are good within it only. */
export interface Imported {
  format: 'wirebench' | 'packet-sender';
  items: Saved[];
  /** What could not be taken over, one sentence each. */
  notes: string[];
}

/** Marks a file of ours; see {@link exported}. */
export const FORMAT = 'wirebench-messages';
export const VERSION = 1;

/**
 * Reads a file of saved messages: ours, or of Packet Sender (its JSON export, or its `packets.ini`). All of it, or
 * nothing: throws BAD_FILE, which says what is wrong and where.
 */
export function readImport(name: string, bytes: Uint8Array): Imported {
  const text = textOf(name, bytes);
  const start = text.trimStart();
  if (start === '') throw broken(name, 'it is empty');
  if (!start.startsWith('{') && !/^\[\s*(\{|\]|$)/.test(start)) return fromPacketSenderIni(name, text);
  const content = parseJson(name, text);
  if (Array.isArray(content)) return fromPacketSender(name, content);
  return fromOurs(name, content);
}

function textOf(name: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Qt before version 6 wrote Latin-1, with escapes for all else.
    if (/^\s*\[/.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) && !bytes.includes(0))
      return Buffer.from(bytes).toString('latin1');
  }
  throw broken(name, 'it is no text file', 'It takes an export of Wirebench or of Packet Sender.');
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const at = /at position (\d+)/.exec(said)?.[1];
    const cut = /end of JSON|Unterminated/i.test(said);
    const before = text.slice(0, at === undefined ? text.length : Number(at)).split('\n');
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw broken(name, cut ? `it ends too early, at ${where}` : `it isn’t JSON from ${where} on`);
  }
}

function fromOurs(name: string, content: unknown): Imported {
  const file = content as { format?: unknown; version?: unknown; items?: unknown };
  if (file.format !== FORMAT || !Array.isArray(file.items))
    throw broken(name, 'it is JSON, but no export of Wirebench or of Packet Sender');
  if (file.version !== VERSION)
    throw broken(
      name,
      `it is of version ${String(file.version)}, and this Wirebench reads version ${VERSION}`,
    );
  const items = file.items.map((value: unknown, index) => {
    const item = savedSchema.safeParse(value);
    if (item.success) return item.data;
    const issue = item.error.issues[0];
    const own =
      typeof value === 'object' && value !== null && 'name' in value ? ` (“${String(value.name)}”)` : '';
    const path = (issue?.path ?? [])
      .map((part) => (typeof part === 'number' ? part + 1 : String(part)))
      .join(' ');
    const what = (issue?.message ?? 'it is none').replace(/\.$/, '');
    throw broken(name, `item ${index + 1}${own} is wrong${path === '' ? '' : ` at ${path}`}: ${what}`);
  });
  return { format: 'wirebench', items, notes: [] };
}

/** What an export writes, and {@link readImport} reads. */
export const exported = (items: readonly Saved[]): string =>
  `${JSON.stringify({ format: FORMAT, version: VERSION, items }, null, 2)}\n`;
