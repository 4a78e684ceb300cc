import type { Saved } from '../../../contract/messages.ts';
import { escapeBytes } from '../../../contract/payload/escape.ts';
import { formatHex, parseHex } from '../../../contract/payload/hex.ts';
import { type MessageSpec, PLAIN } from '../../../contract/payload/message.ts';
import { broken } from './bad-file.ts';
import type { Imported } from './import.ts';
import { readIni } from './qt-ini.ts';

/** A packet as Packet Sender writes it; all values are strings in both of its formats. */
interface Packet {
  name: string;
  hex: string;
  toIp: string;
  port: string;
  protocol: string;
  /** Seconds between two sends; 0: once. */
  repeat: string;
  requestPath: string;
}

/** Packet Sender's export: an array of objects with keys in small letters. */
export function fromPacketSender(name: string, content: readonly unknown[]): Imported {
  const packets = content.map((value, index): Packet => {
    const where = `packet ${index + 1}`;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw broken(name, `${where} is no object with name and hexstring`);
    const fields = new Map(
      Object.entries(value).map(([key, field]) => [key.toLowerCase(), field as unknown]),
    );
    const text = (key: string): string => {
      const field = fields.get(key);
      if (field === undefined || field === null) return '';
      if (typeof field === 'string' || typeof field === 'number') return String(field);
      throw broken(name, `${key} of ${where} is no text`);
    };
    if (!fields.has('hexstring'))
      throw broken(name, `${where} has no hexstring, so it is none of Packet Sender`);
    return {
      name: text('name'),
      hex: text('hexstring'),
      toIp: text('toip'),
      port: text('port'),
      protocol: text('tcporudp'),
      repeat: text('repeat'),
      requestPath: text('requestpath'),
    };
  });
  if (packets.length === 0) throw broken(name, 'it holds no packets');
  return imported(name, packets);
}

/** Packet Sender's `packets.ini`: an array `NAMES`, and a group of settings for each name. */
export function fromPacketSenderIni(name: string, text: string): Imported {
  const values = readIni(name, text);
  const get = (...path: string[]): string | undefined => values.get(path.join('/').toLowerCase());
  const names: string[] = [];
  for (let n = 1; get('names', String(n), 'name') !== undefined; n++)
    names.push(get('names', String(n), 'name')!);
  const size = Number(get('names', 'size') ?? names.length);
  if (names.length === 0)
    throw broken(
      name,
      'it lists no packets, so it is none of Packet Sender',
      'It takes an export of Wirebench or of Packet Sender.',
    );
  if (names.length < size) throw broken(name, `it should list ${size} packets, and lists ${names.length}`);
  const packets = names.map((packet, index): Packet => {
    const field = (key: string) => get(...packet.split('/').filter((part) => part !== ''), key);
    const hex = field('hexstring');
    if (hex === undefined)
      throw broken(
        name,
        `packet ${index + 1}, “${packet}”, is listed and its section is missing: the file may be cut off`,
      );
    return {
      name: packet,
      hex,
      toIp: field('toip') ?? '',
      port: field('port') ?? '',
      protocol: field('tcporudp') ?? '',
      repeat: field('repeat') ?? '',
      requestPath: field('requestpath') ?? '',
    };
  });
  return imported(name, packets);
}

function imported(file: string, packets: readonly Packet[]): Imported {
  const notes: string[] = [];
  const folder = 'folder';
  const items: Saved[] = [
    {
      kind: 'folder',
      id: folder,
      name: file.replace(/\.(json|ini)$/i, '').slice(0, 200) || 'Packet Sender',
      folder: null,
    },
  ];
  for (const [index, packet] of packets.entries()) {
    const called = packet.name.trim().slice(0, 200) || `Packet ${index + 1}`;
    const parsed = parseHex(packet.hex);
    if (!parsed.ok)
      throw broken(file, `in packet ${index + 1}, “${called}”: ${parsed.message.replace(/\.$/, '')}`);
    if (packet.requestPath !== '' && /http/i.test(packet.protocol))
      notes.push(
        `“${called}” is an HTTP request: its body was taken over, its path ${packet.requestPath} was not.`,
      );
    items.push({
      kind: 'message',
      id: `packet-${index}`,
      folder,
      name: called,
      key: null,
      target: targetOf(packet).slice(0, 200),
      spec: specOf(parsed.bytes),
    });
  }
  return { format: 'packet-sender', items, notes };
}

/** As text where it is plain ASCII in lines, else as hex. Either way the bytes are the same. */
function specOf(bytes: Uint8Array): MessageSpec {
  const readable =
    bytes.length > 0 && bytes.every((byte) => (byte >= 0x20 && byte < 0x7f) || [9, 10, 13].includes(byte));
  return readable
    ? { ...PLAIN, text: escapeBytes(bytes) }
    : { ...PLAIN, encoding: 'Hex', text: formatHex(bytes) };
}

function targetOf({ protocol, toIp, port, repeat }: Packet): string {
  const host = toIp.includes(':') ? `[${toIp}]` : toIp;
  const where = toIp === '' ? '' : `${host}${port === '' || port === '0' ? '' : `:${port}`}`;
  const seconds = Number(repeat);
  const often = seconds > 0 ? `, every ${seconds} s` : '';
  return `${protocol} ${where}`.trim() + often;
}
