import { createServer, connect, sensitiveHeaders } from 'node:http2';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Http2Namer } from '../../../src/contract/payload/http2/frames.ts';
import type { NamedFrame } from '../../../src/contract/payload/namer.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** A frame as bytes. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array | string = ''): Buffer {
  const body = Buffer.from(payload as string);
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

/** What is told of a stream that comes in these pieces. */
function named(pieces: readonly Uint8Array[]): NamedFrame[] {
  const namer = new Http2Namer();
  const frames: NamedFrame[] = [];
  for (const piece of pieces) namer.push(piece, (one) => frames.push(one));
  return frames;
}
const texts = (...pieces: Uint8Array[]) => named(pieces).map(({ text }) => text);

/** One end of a pipe, which notes what is written to it. */
class End extends Duplex {
  other: End | null = null;
  readonly written: Buffer[] = [];
  override _read(): void {}
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.written.push(chunk);
    this.other?.push(chunk);
    done();
  }
  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }
}

describe('what Node’s HTTP/2 writes', () => {
  let out: Buffer;
  let back: Buffer;
  const asked = Array.from({ length: 12 }, (_, i) => ({
    ':path': `/thing/${i % 3}?q=${'ä'.repeat(i)}`,
    accept: '*/*',
    'x-number': String(i * 7919),
    cookie: ['a=1', `b=${i}`],
  }));

  beforeAll(async () => {
    const [client, server] = [new End(), new End()];
    client.other = server;
    server.other = client;
    const answering = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'x-path': encodeURI(request.url) });
      response.write('some ');
      response.addTrailers({ 'x-sum': '42' });
      response.end('body');
    });
    answering.emit('connection', server);
    const session = connect('http://localhost', { createConnection: () => client });
    for (const headers of asked) {
      const stream = session.request({
        ...headers,
        ':path': encodeURI(headers[':path']),
        authorization: 'Basic c2VjcmV0',
        [sensitiveHeaders]: ['authorization'],
      });
      await new Promise((done) => stream.resume().on('close', done));
    }
    await new Promise<void>((done) => session.close(done));
    out = Buffer.concat(client.written);
    back = Buffer.concat(server.written);
  });
  afterAll(() => undefined);

  it('is named with the headers that were meant', () => {
    const requests = texts(out).filter((text) => text.startsWith('HEADERS'));
    expect(requests.length).toBe(asked.length);
    for (const [i, headers] of asked.entries()) {
      const text = requests[i] ?? '';
      expect(text).toContain(`HEADERS stream ${2 * i + 1} end_stream end_headers: `);
      expect(text).toContain(`:path: ${encodeURI(headers[':path'])};`);
      expect(text).toContain(`x-number: ${headers['x-number']}`);
      expect(text).toContain('authorization: Basic c2VjcmV0 [never indexed]');
    }
    const answers = texts(back);
    expect(answers[0]).toMatch(/^SETTINGS connection: /);
    expect(answers.filter((text) => /^HEADERS stream \d+ end_headers: :status: 200;/.test(text)).length).toBe(
      asked.length,
    );
    expect(answers.filter((text) => text.includes('x-sum: 42')).length).toBe(asked.length);
    expect(answers.some((text) => /^DATA stream 1: 9 bytes in 2 frames$/.test(text))).toBe(true);
  });

  it('is the same wherever it is split, but for how long runs of DATA are', () => {
    const whole = (frames: NamedFrame[]) => frames.filter(({ text }) => !text.startsWith('DATA'));
    for (const all of [out, back]) {
      const expected = whole(named([all]));
      for (let at = 1; at < all.length; at++)
        expect(whole(named([all.subarray(0, at), all.subarray(at)]))).toEqual(expected);
      const bytes = named([...all].map((byte) => Uint8Array.of(byte)));
      expect(whole(bytes)).toEqual(expected);
      let end = 0;
      for (const { start, size } of bytes) {
        expect(start).toBe(end);
        end += size;
      }
      expect(end).toBe(all.length);
    }
  });
});

describe('frames', () => {
  it('names each kind', () => {
    const settings = Buffer.from('000300000080000400010000', 'hex');
    expect(
      texts(
        PREFACE,
        frame(4, 0, 0, settings),
        frame(4, 1, 0),
        frame(6, 0, 0, '01234567'),
        frame(8, 0, 5, Buffer.from('00010000', 'hex')),
        frame(3, 0, 5, Buffer.from('00000008', 'hex')),
        frame(7, 0, 0, Buffer.concat([Buffer.from('000000050000000b', 'hex'), Buffer.from('too\nmuch')])),
        frame(2, 0, 3, Buffer.from('800000010f', 'hex')),
        frame(5, 4, 1, Buffer.from('0000000282', 'hex')),
        frame(0xbe, 0, 7, 'xyz'),
        frame(1, 0x0d, 9, Buffer.from('0182ff', 'hex')),
      ),
    ).toEqual([
      'Connection preface',
      'SETTINGS connection: MAX_CONCURRENT_STREAMS 128, INITIAL_WINDOW_SIZE 65,536',
      'SETTINGS connection ack',
      'PING connection: 3031323334353637',
      'WINDOW_UPDATE stream 5: 65,536 bytes more',
      'RST_STREAM stream 5: CANCEL (8)',
      'GOAWAY connection: ENHANCE_YOUR_CALM (11), last stream 5, “too\\x0amuch”',
      'PRIORITY stream 3: depends on 1 alone, weight 16',
      'PUSH_PROMISE stream 1 end_headers: promises stream 2; :method: GET (1 indexed)',
      'unknown type 0xbe stream 7: 3 bytes',
      'HEADERS stream 9 end_stream end_headers padded: :method: GET (1 indexed)',
    ]);
  });

  it('makes one of a run of DATA of a stream', () => {
    const run = [frame(0, 0, 1, 'abc'), frame(0, 0, 1, 'def'), frame(0, 0, 3, 'x'), frame(0, 1, 1, 'g')];
    expect(texts(Buffer.concat(run))).toEqual([
      'DATA stream 1: 6 bytes in 2 frames',
      'DATA stream 3: 1 byte',
      'DATA stream 1 end_stream: 1 byte',
    ]);
    // What is whole is told, though more of the run may come.
    expect(texts(...run.slice(0, 2))).toEqual(['DATA stream 1: 3 bytes', 'DATA stream 1: 3 bytes']);
  });

  it('joins a header block that goes on', () => {
    expect(
      texts(
        frame(1, 1, 1, Buffer.from('82', 'hex')),
        frame(9, 0, 1),
        frame(9, 4, 1, Buffer.from('84', 'hex')),
      ),
    ).toEqual([
      'HEADERS stream 1 end_stream: 1 byte, goes on',
      'CONTINUATION stream 1: 0 bytes, goes on',
      'CONTINUATION stream 1 end_headers: :method: GET; :path: / (2 indexed)',
    ]);
  });

  it('says which frames are wrong', () => {
    const frames = named([
      frame(3, 0, 1, 'abc'),
      frame(4, 0, 0, 'abc'),
      frame(1, 0x0c, 1, Buffer.from('ff82', 'hex')),
      frame(1, 4, 3, Buffer.from('82', 'hex')),
    ]);
    expect(frames.map(({ status }) => status)).toEqual(['bad', 'bad', 'bad', 'bad']);
    expect(frames[0]?.text).toBe('RST_STREAM stream 1: 3 bytes, which it can’t have');
    expect(frames[3]?.text).toMatch(/the table is not known/);
  });

  it('keeps no more of an endless header block than it reads', () => {
    const part = Buffer.alloc(16_384, 0x82);
    const flood = [frame(1, 0, 1, part), ...Array.from({ length: 40 }, () => frame(9, 0, 1, part))];
    const told = texts(Buffer.concat([...flood, frame(9, 4, 1, part)]));
    expect(told.length).toBe(42);
    expect(told.at(-1)).toMatch(/longer than 262,144 bytes/);
  });

  it('ends where what comes is no HTTP/2', () => {
    const namer = new Http2Namer();
    const frames: NamedFrame[] = [];
    namer.push(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), (one) => frames.push(one));
    namer.push(Buffer.from('more'), (one) => frames.push(one));
    expect(frames.map(({ status, text }) => [status, text])).toEqual([
      ['bad', 'From here on it is no HTTP/2.'],
    ]);
    expect([namer.stopped, namer.at, namer.pending()]).toEqual([9, 32, null]);
  });

  it('never throws, leaves no gap, and knows what is under way', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (pieces) => {
        const namer = new Http2Namer(100);
        let end = 100;
        for (const piece of pieces)
          namer.push(piece, ({ start, size }) => {
            expect(start).toBe(end);
            end += size;
          });
        const left = namer.pending();
        if (left) expect([left.start, left.start + left.size]).toEqual([end, namer.at]);
        else expect(namer.stopped ?? namer.at).toBe(end);
      }),
    );
  });
});
