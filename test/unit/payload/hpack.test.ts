import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HpackDecoder, MAX_LIST } from '../../../src/contract/payload/http2/hpack.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
/** A block in short: `name: value`, and how each stood there. */
const read = (decoder: HpackDecoder, hex: string) => {
  const { fields, problem } = decoder.decode(bytes(hex));
  expect(problem).toBeNull();
  return fields.map(({ name, value, form }) => `${name}: ${value} ${form}`);
};

const REQUESTS = [
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'],
  [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com', 'cache-control: no-cache'],
  [
    ':method: GET',
    ':scheme: https',
    ':path: /index.html',
    ':authority: www.example.com',
    'custom-key: custom-value',
  ],
];
const DATES = ['Mon, 21 Oct 2013 20:13:21 GMT', 'Mon, 21 Oct 2013 20:13:22 GMT'];
const COOKIE = 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1';
const ANSWERS = [
  [':status: 302', 'cache-control: private', `date: ${DATES[0]}`, 'location: https://www.example.com'],
  [':status: 307', 'cache-control: private', `date: ${DATES[0]}`, 'location: https://www.example.com'],
  [
    ':status: 200',
    'cache-control: private',
    `date: ${DATES[1]}`,
    'location: https://www.example.com',
    'content-encoding: gzip',
    `set-cookie: ${COOKIE}`,
  ],
];

describe('the examples of RFC 7541 appendix C', () => {
  it('reads each way of a field (C.2)', () => {
    expect(
      read(new HpackDecoder(), '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572'),
    ).toEqual(['custom-key: custom-header added']);
    expect(read(new HpackDecoder(), '040c 2f73 616d 706c 652f 7061 7468')).toEqual([
      ':path: /sample/path literal',
    ]);
    expect(read(new HpackDecoder(), '1008 7061 7373 776f 7264 0673 6563 7265 74')).toEqual([
      'password: secret never',
    ]);
    expect(read(new HpackDecoder(), '82')).toEqual([':method: GET indexed']);
  });

  it.each([
    [
      'requests without Huffman coding (C.3)',
      [
        '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        '8286 84be 5808 6e6f 2d63 6163 6865',
        '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
      ],
      REQUESTS,
      [57, 110, 164],
    ],
    [
      'requests with Huffman coding (C.4)',
      [
        '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
        '8286 84be 5886 a8eb 1064 9cbf',
        '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
      ],
      REQUESTS,
      [57, 110, 164],
    ],
  ])('reads %s', (_, blocks, lists, sizes) => {
    const decoder = new HpackDecoder();
    for (const [i, block] of blocks.entries()) {
      expect(read(decoder, block).map((line) => line.replace(/ \w+$/, ''))).toEqual(lists[i]);
      expect(decoder.size).toBe(sizes[i]);
    }
  });

  it.each([
    [
      'answers without Huffman coding (C.5)',
      [
        '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        '4803 3330 37c1 c0bf',
        '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
      ],
    ],
    [
      'answers with Huffman coding (C.6)',
      [
        '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
        '4883 640e ffc1 c0bf',
        '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
      ],
    ],
  ])('reads %s in a table of 256 bytes', (_, blocks) => {
    const decoder = new HpackDecoder();
    // 256 as the first thing that is said: 0x3f and 225 more.
    const sized = decoder.decode(bytes('3fe101'));
    expect(sized).toEqual({ fields: [], more: 0, sizes: [256], problem: null });
    for (const [i, block] of blocks.entries()) {
      expect(read(decoder, block).map((line) => line.replace(/ \w+$/, ''))).toEqual(ANSWERS[i]);
      expect(decoder.size).toBe([222, 222, 215][i]);
    }
  });
});

describe('HPACK that lies', () => {
  it.each([
    ['an index of nothing', '80', /no entry 0/],
    ['an index past the table', 'be', /no entry 62/],
    ['a string that is cut', '0005 6162', /past the end/],
    ['an integer without an end', 'ffffffffffffffffffff', /larger than any/],
    ['a table of a gigabyte', '3fe1ffffff03', /more than are kept/],
    ['the code of the end of a string', '0084ffffffff', /code of its end/],
    ['padding of zeros', '0081 00 00', /does not end as one/],
    ['a field without its value', '00', /middle of a field/],
  ])('says what is wrong with %s', (_, hex, why) => {
    const decoder = new HpackDecoder();
    expect(decoder.decode(bytes(hex)).problem).toMatch(why);
    expect(decoder.decode(bytes('82'))).toMatchObject({
      fields: [],
      problem: expect.stringContaining('A header block before it'),
    });
  });

  it('keeps no more of a bomb than a list may have', () => {
    const decoder = new HpackDecoder();
    const value = Buffer.alloc(3900, 'x');
    // One entry of 4 KB, and then a hundred thousand times its index.
    const entry = Buffer.concat([Buffer.from([0x40, 1, 0x61, 0x7f, 0xbd, 0x1d]), value]);
    const block = decoder.decode(Buffer.concat([entry, Buffer.alloc(100_000, 0xbe)]));
    expect(block.problem).toBeNull();
    expect(block.fields.length).toBe(Math.floor(MAX_LIST / (1 + 3900 + 32)));
    expect(block.fields.length + block.more).toBe(100_001);
    expect(decoder.size).toBeLessThanOrEqual(4096);
  });

  it('never throws, and its table stays within its bound', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 6 }), (blocks) => {
        const decoder = new HpackDecoder();
        for (const block of blocks) decoder.decode(block);
        expect(decoder.size).toBeLessThanOrEqual(1024 * 1024);
        expect(decoder.size).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
