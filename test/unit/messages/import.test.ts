import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileMessage } from '../../../src/contract/payload/message.ts';
import { BenchError } from '../../../src/main/bench/failure.ts';
import { exported, readImport } from '../../../src/main/bench/messages/import.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The messages of a file: name, where to, and the bytes as hex. */
function messages(text: string | Uint8Array, name = 'file.json') {
  const { items } = readImport(name, typeof text === 'string' ? bytesOf(text) : text);
  return items.flatMap((item) => {
    if (item.kind !== 'message') return [];
    const made = compileMessage(item.spec);
    const built = made.ok && made.build({ counter: 0, time: 0, random: () => undefined });
    return [
      [item.name, item.target, built && built.ok ? Buffer.from(built.bytes).toString('hex') : 'unreadable'],
    ];
  });
}

function refusal(text: string | Uint8Array, name = 'file.json'): string {
  try {
    readImport(name, typeof text === 'string' ? bytesOf(text) : text);
  } catch (error) {
    if (error instanceof BenchError) return error.failure.message;
    throw error;
  }
  return 'taken';
}

/** As Packet Sender 8 exports it: Qt writes the keys in order, and all values as strings. */
const JSON_EXPORT = `[
    {
        "asciistring": "SGVsbG8=",
        "errorstring": "",
        "fromip": "You",
        "fromport": "0",
        "hexstring": "48 65 6c 6c 6f ",
        "name": "Hello",
        "port": "5000",
        "repeat": "1.5",
        "requestpath": "",
        "sendresponse": "0",
        "tcporudp": "TCP",
        "toip": "192.168.0.7"
    },
    {
        "hexstring": "81 01 04 39 0D FF",
        "name": "CAM_AE Bright",
        "port": "5678",
        "repeat": "0",
        "tcporudp": "UDP",
        "toip": "fe80::1"
    },
    {
        "hexstring": "7b 7d",
        "name": "Post",
        "port": "80",
        "requestpath": "/api",
        "tcporudp": "HTTP Post",
        "toip": "example.com"
    }
]
`;

/** `packets.ini` as QSettings writes it: names are keys with escapes, a float is a variant. */
const INI = [
  '[CAM_AE%20Bright]',
  'fromIP=',
  'fromPort=0',
  'hexString=81 01 04 39 0d ff',
  'name=CAM_AE Bright',
  'port=5678',
  'repeat=@Variant(\\0\\0\\0\\x87?\\xc0\\0\\0)',
  'requestPath=',
  'sendResponse=0',
  'tcpOrUdp=TCP',
  'timestamp="Sun, 15 Jan 2023 11:43:44"',
  'toIP=192.168.100.88',
  '',
  '[Caf%E9%20%U20AC]',
  'hexString=0d0a',
  'name="Caf\\xe9 \\x20ac"',
  'port=7',
  'repeat=0',
  'tcpOrUdp=UDP',
  'toIP=10.0.0.1',
  '',
  '[NAMES]',
  '1\\name=CAM_AE Bright',
  '2\\name="Caf\\xe9 \\x20ac"',
  '3\\name=lamp/on',
  'size=3',
  '',
  '[lamp]',
  'on\\hexString=01',
  'on\\name=lamp/on',
  'on\\tcpOrUdp=TCP',
  '',
].join('\r\n');

describe('an import', () => {
  it('takes over the packets that Packet Sender exports', () => {
    expect(messages(JSON_EXPORT)).toEqual([
      ['Hello', 'TCP 192.168.0.7:5000, every 1.5 s', '48656c6c6f'],
      ['CAM_AE Bright', 'UDP [fe80::1]:5678', '810104390dff'],
      ['Post', 'HTTP Post example.com:80', '7b7d'],
    ]);
    const { notes, items, format } = readImport('lamps.json', bytesOf(JSON_EXPORT));
    expect(notes).toEqual(['“Post” is an HTTP request: its body was taken over, its path /api was not.']);
    expect(items[0]).toMatchObject({ kind: 'folder', name: 'lamps' });
    expect(format).toBe('packet-sender');
  });

  it('takes over its packets.ini, with the escapes of Qt', () => {
    expect(messages(INI, 'packets.ini')).toEqual([
      ['CAM_AE Bright', 'TCP 192.168.100.88:5678, every 1.5 s', '810104390dff'],
      ['Café €', 'UDP 10.0.0.1:7', '0d0a'],
      ['lamp/on', 'TCP', '01'],
    ]);
  });

  it('shows what is plain text as text, and all else as hex', () => {
    const { items } = readImport('a.json', bytesOf(JSON_EXPORT));
    expect(items.map((item) => item.kind === 'message' && item.spec.encoding)).toEqual([
      false,
      'Text',
      'Hex',
      'Text',
    ]);
  });

  it('refuses a broken file, and says what is wrong and where', () => {
    const half = JSON_EXPORT.slice(0, 300);
    expect(refusal(half)).toMatch(
      /^file\.json can’t be imported: it ends too early, at line 13, column \d+\.$/,
    );
    expect(refusal(JSON_EXPORT.replace('"You",', '"You"'))).toMatch(/isn’t JSON from line 6, column \d+ on/);
    expect(refusal(JSON_EXPORT.replace('48 65', '48 6g'))).toBe(
      "file.json can’t be imported: in packet 1, “Hello”: 'g' at position 5 isn't a hex digit.",
    );
    expect(refusal('[{"name":"x"}]')).toMatch(/packet 1 has no hexstring/);
    expect(refusal('[{"hexstring":{}}]')).toMatch(/hexstring of packet 1 is no text/);
    expect(refusal('[]')).toMatch(/it holds no packets/);
    expect(refusal('{"a":1}')).toMatch(/no export of Wirebench or of Packet Sender/);
    expect(refusal('')).toMatch(/it is empty/);
    expect(refusal(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0))).toMatch(/it is no text file/);
    expect(refusal(INI.replace('[lamp]', '[lam]'), 'packets.ini')).toMatch(
      /packet 3, “lamp\/on”, is listed and its section is missing/,
    );
    expect(refusal(INI.replace('toIP=10.0.0.1', 'toIP'), 'packets.ini')).toMatch(/line 20 is neither/);
    expect(refusal(INI.replace('size=3', 'size=4'), 'packets.ini')).toMatch(
      /should list 4 packets, and lists 3/,
    );
    expect(refusal('[main]\nmode = 5\n', 'packets.ini')).toMatch(/lists no packets/);
    expect(refusal('hello', 'a.txt')).toMatch(/line 1 is neither a section nor a setting/);
  });

  it('reads back what it exports, and names the item that is wrong', () => {
    const { items } = readImport('a.json', bytesOf(JSON_EXPORT));
    const text = exported(items);
    expect(readImport('ours.json', bytesOf(text))).toEqual({ format: 'wirebench', items, notes: [] });
    expect(refusal(text.replace('"Hex"', '"Octal"'))).toBe(
      'file.json can’t be imported: item 3 (“CAM_AE Bright”) is wrong at spec encoding: Encoding must be Text, Hex or Base64.',
    );
    expect(refusal(text.replace('"version": 1', '"version": 9'))).toMatch(/of version 9/);
  });

  it('never fails otherwise, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.nat(INI.length), fc.string(), fc.boolean(), (at, text, json) => {
        const source = json ? JSON_EXPORT : INI;
        const cut =
          source.slice(0, at % source.length) + text + source.slice((at % source.length) + text.length);
        expect(typeof refusal(cut)).toBe('string');
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => typeof refusal(bytes) === 'string'));
  });
});
