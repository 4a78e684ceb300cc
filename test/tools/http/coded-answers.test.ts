import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { asking, okHead } from '../../support/odd-server.ts';
import { bodyOf } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

describe('a coded answer', () => {
  const text = Buffer.from('coded '.repeat(5000));
  const coded = (coding: string, bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(okHead(`Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`)),
      bytes,
    ]);
  const zstd = Buffer.from('KLUv/QRYKQAAaGVsbG8xF34u', 'base64');

  for (const [coding, bytes] of [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['Deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ] as const)
    it(`by ${coding} is decoded`, () =>
      asking(coded(coding, bytes), async ({ summary, body }, bench) => {
        expect(body.note).toBeNull();
        expect((await bodyOf(bench, summary.id)).equals(text)).toBe(true);
        expect((await bodyOf(bench, summary.id, 'raw')).equals(bytes)).toBe(true);
      }));

  it('by zstd is decoded', () =>
    asking(coded('zstd', zstd), async ({ summary, body }, bench) => {
      expect(body.note).toBeNull();
      expect((await bodyOf(bench, summary.id)).toString()).toBe('hello');
    }));

  it('by something unknown is kept as it came, and that is said', () =>
    asking(coded('rot13', text), async ({ summary, body }, bench) => {
      expect(body.note).toMatch(/rot13/);
      expect((await bodyOf(bench, summary.id)).equals(text)).toBe(true);
    }));

  it('that is not what it says is kept as it came', () =>
    asking(coded('gzip', text), async ({ summary, body }, bench) => {
      expect(summary.state).toBe('done');
      expect(body.note).toMatch(/no gzip data/);
      expect((await bodyOf(bench, summary.id, 'raw')).equals(text)).toBe(true);
    }));

  it('that ends too soon is decoded as far as it goes', () =>
    asking(coded('gzip', gzipSync(text).subarray(0, -12)), ({ body }) =>
      expect(body.note).toMatch(/ends in the middle/),
    ));

  it('that is a bomb is stopped', () =>
    asking(coded('gzip', gzipSync(Buffer.alloc(100 * 1024 * 1024))), ({ summary, body }) => {
      expect(summary.state).toBe('done');
      expect(body).toMatchObject({ whole: true });
      expect(body.note).toMatch(/bomb/);
      expect(summary.bytes.decoded).toBeLessThan(70 * 1024 * 1024);
    }));
});
