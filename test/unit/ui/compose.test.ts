import { describe, expect, it } from 'vitest';
import { type Sent, withEntry } from '../../../src/renderer/ui/compose/history.ts';
import { payloadOf } from '../../../src/contract/payload/message.ts';
import { blobOfText, CHUNK, sendChunks } from '../../../src/renderer/ui/compose/send-chunks.ts';

const entry = (text: string): Sent => ({ text, encoding: 'Text', ending: 'None' });

describe('the history of messages', () => {
  it('keeps the last hundred, none twice in a row', () => {
    let entries: Sent[] = [];
    for (let i = 0; i < 150; i++) entries = withEntry(withEntry(entries, entry(`m${i}`)), entry(`m${i}`));
    expect(entries).toHaveLength(100);
    expect(entries[0]!.text).toBe('m50');
    expect(entries.at(-1)!.text).toBe('m149');
  });

  it('drops the oldest when the texts get too long together', () => {
    let entries: Sent[] = [];
    for (const letter of 'abcd') entries = withEntry(entries, entry(letter.repeat(15_000)));
    expect(entries.map((e) => e.text[0])).toEqual(['c', 'd']);
    expect(
      JSON.stringify(entries.map((e) => ({ ...e, text: '\u0001'.repeat(e.text.length) }))).length,
    ).toBeLessThan(256 * 1024);
  });

  it('leaves out what is empty or too long', () => {
    expect(withEntry([], entry(''))).toEqual([]);
    expect(withEntry([], entry('x'.repeat(40_000)))).toEqual([]);
  });
});

describe('the payload of a message', () => {
  it('ends text with its line ending, and sends hex and Base64 as written', () => {
    expect(payloadOf('a', 'Text', 'CRLF')).toEqual({ ok: true, bytes: Uint8Array.of(0x61, 0x0d, 0x0a) });
    expect(payloadOf('61', 'Hex', 'CRLF')).toEqual({ ok: true, bytes: Uint8Array.of(0x61) });
    expect(payloadOf('YQ==', 'Base64', 'CRLF')).toEqual({ ok: true, bytes: Uint8Array.of(0x61) });
    expect(payloadOf('0x1G', 'Hex', 'None')).toMatchObject({ ok: false, at: 3 });
  });
});

describe('sendChunks', () => {
  it('sends chunk after chunk and tells how far it is', async () => {
    const sizes: number[] = [];
    const told: number[] = [];
    const parts: string[] = [];
    const bytes = new Blob([new Uint8Array(2 * CHUNK + 5)]);
    await sendChunks(
      bytes,
      async (chunk, _signal, { first, last }) => {
        sizes.push(chunk.size);
        parts.push(`${first ? 'first' : ''}${last ? 'last' : ''}`);
      },
      new AbortController().signal,
      (sent) => told.push(sent),
    );
    expect(sizes).toEqual([CHUNK, CHUNK, 5]);
    expect(told).toEqual([CHUNK, 2 * CHUNK, 2 * CHUNK + 5]);
    expect(parts).toEqual(['first', '', 'last']);
  });

  it('stops between two chunks when it is cancelled', async () => {
    const abort = new AbortController();
    let chunks = 0;
    const work = sendChunks(
      new Blob([new Uint8Array(3 * CHUNK)]),
      async () => {
        if (++chunks === 2) abort.abort(new Error('cancelled'));
      },
      abort.signal,
      () => undefined,
    );
    await expect(work).rejects.toThrow('cancelled');
    expect(chunks).toBe(2);
  });
});

describe('blobOfText', () => {
  it('encodes a long text without cutting a character', async () => {
    const text = `${'a'.repeat(3_999_999)}😀${'é'.repeat(1_000_000)}`;
    const blob = await blobOfText(text);
    expect(blob.size).toBe(3_999_999 + 4 + 2_000_000);
    expect((await blob.text()) === text).toBe(true);
  });
});
