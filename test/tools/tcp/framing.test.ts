import { afterEach, expect, test } from 'vitest';
import type { LensRow, LensSpec, LensState } from '../../../src/contract/lens.ts';
import type { Framing } from '../../../src/contract/payload/framing.ts';
import { stopAwkward, writesPieces } from '../../support/awkward.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, listen, onlyClient, received, send } from '../../support/tcp.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();
afterEach(stopAwkward);
afterEach(stopPeers);

const LINES: Framing = { kind: 'lines' };
const PREFIXED: Framing = { kind: 'length-prefixed', width: 4, endian: 'big', counts: 'body' };
const lensOf = (framing: Framing): LensSpec => ({ framing });

/** Looks through a session until what is known of it is as wanted. */
async function until(
  { client }: TestBench,
  session: string,
  framing: Framing,
  wanted: (state: LensState) => boolean,
): Promise<LensState> {
  const abort = new AbortController();
  let last: LensState | undefined;
  const look = async () => {
    for await (const state of await client.lens.watch(
      { session, lens: lensOf(framing) },
      { signal: abort.signal },
    )) {
      last = state;
      if (wanted(state)) return state;
    }
    throw new Error('nothing more is told');
  };
  try {
    return await within(look(), () => `a lens: ${JSON.stringify(last)}`);
  } finally {
    abort.abort();
  }
}

const messages = async ({ client }: TestBench, session: string, framing: Framing): Promise<LensRow[]> =>
  (await client.lens.rows({ session, lens: lensOf(framing), from: 0, count: 512 })).rows.filter(
    (row) => row.status !== null,
  );
const payloads = async (bench: TestBench, session: string, framing: Framing): Promise<string[]> => {
  const all = await bench.bytes(session, 'in');
  return (await messages(bench, session, framing)).map(({ offset, length }) =>
    all.subarray(offset, offset + length).toString(),
  );
};

test('a line that comes in three reads is one message, and says so as it comes', () =>
  withBench(async (bench) => {
    const peer = await writesPieces();
    const { id } = await connect(bench, { port: peer.port });
    let sent = 0;
    for (const piece of ['HELLO\r\nTEMP 2', '1.', '5\r\n']) {
      await peer.write(Buffer.from(piece));
      await received(bench, id, (sent += piece.length));
    }
    await until(bench, id, LINES, (state) => state.messages === 2);
    const rows = await messages(bench, id, LINES);
    expect(rows.map(({ length, reads, part }) => [length, reads, part])).toEqual([
      [5, 1, true],
      [9, 3, false],
    ]);
    const more = until(bench, id, LINES, (state) => state.pending.in?.size === 4);
    await peer.write(Buffer.from('half'));
    expect((await more).messages).toBe(2);
  }));

test('a length of 4 GiB is marked, and the session goes on', () =>
  withBench(async (bench) => {
    const peer = await writesPieces();
    const { id } = await connect(bench, { port: peer.port });
    await peer.write(Buffer.from('00000002 6f6b ffffffff 6c6f7374'.replaceAll(' ', ''), 'hex'));
    await received(bench, id, 14);
    await until(bench, id, PREFIXED, (state) => state.bad === 1);
    await peer.write(Buffer.from('more'));
    await received(bench, id, 18);
    await until(bench, id, PREFIXED, (state) => state.messages === 2 && state.total >= 5);
    const rows = await messages(bench, id, PREFIXED);
    expect(rows.map(({ status, start, size }) => [status, start, size])).toEqual([
      ['ok', 0, 6],
      ['bad', 6, 4],
      ['raw', 10, 4],
      ['raw', 14, 4],
    ]);
    expect(rows[1]?.text).toBe('The prefix says 4,294,967,295 bytes; the most is 16,777,216.');
    expect(bench.watch.sessions.get(id)?.state).toBe('open');
  }));

test('one write of a megabyte arrives as several reads at the other end', () =>
  withBench(async (bench) => {
    const { listener, port } = await listen(bench);
    const { id } = await connect(bench, { port });
    const other = await onlyClient(bench, listener);
    const line = Buffer.alloc(1_000_000, '.');
    line[line.length - 1] = 0x0a;
    await send(bench, id, line);
    await received(bench, other.id, line.length);
    for (const session of [id, other.id]) await until(bench, session, LINES, (state) => state.messages === 1);
    const [sent] = await messages(bench, id, LINES);
    const [got] = await messages(bench, other.id, LINES);
    expect(sent).toMatchObject({ kind: 'out', reads: 1, length: 999_999 });
    expect(got).toMatchObject({ kind: 'in', joined: 1, length: 999_999 });
    expect(got?.reads).toBeGreaterThan(1);
    expect(sent?.joined).toBe(got?.reads);
    const inside = { session: other.id, lens: lensOf(LINES), direction: 'in' as const, offset: 500_000 };
    expect(await bench.client.lens.at(inside)).toEqual({ index: got?.index });
  }));

test('a framing that is none is refused by its field, and a session that went is not found', () =>
  withBench(async (bench) => {
    const peer = await writesPieces();
    const { id } = await connect(bench, { port: peer.port });
    const ask = (framing: Framing, session = id) =>
      bench.client.lens.rows({ session, lens: { framing }, from: 0, count: 1 });
    await expect(ask({ kind: 'fixed', length: 0 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: [{ message: 'Length must be a whole number from 1 to 1,099,511,627,776.' }] },
    });
    await expect(ask({ kind: 'delimiter', delimiter: 'zz' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    // What looks through a session ends with it.
    const told = await bench.client.lens.watch({ session: id, lens: lensOf(LINES) });
    const over = (async () => {
      for await (const state of told) expect(state.problem).toBeNull();
    })();
    await bench.client.bench.remove({ ids: [id] });
    await within(over, () => 'the end of what is told of a lens');
    await expect(ask(LINES)).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } });
  }));

describeWith(['python3', 'socat'], 'framed by real programs', () => {
  test.each([
    ['struct', { kind: 'length-prefixed', width: 2, endian: 'little', counts: 'all' }],
    ['protobuf', { kind: 'varint' }],
  ] as const)('lengths as %s writes them', (how, framing) =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      python('framed_client.py', '127.0.0.1', port, how);
      const { id } = await onlyClient(bench, listener);
      await bench.watch.session(id, 'ends', ended);
      await until(bench, id, framing, (state) => state.messages === 4);
      expect(await payloads(bench, id, framing)).toEqual(['one', '', 'x'.repeat(300), 'größer']);
      expect((await messages(bench, id, framing)).every((row) => row.status === 'ok')).toBe(true);
    }),
  );

  test('lines of socat, the last of them unfinished', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = startPeer('socat', ['-', `TCP:127.0.0.1:${port},crnl`]);
      const { id } = await onlyClient(bench, listener);
      await peer.write('one\ntwo\nthree');
      peer.end();
      await bench.watch.session(id, 'ends', ended);
      await until(bench, id, LINES, (state) => state.messages === 3);
      expect(await payloads(bench, id, LINES)).toEqual(['one', 'two', 'three']);
      expect((await messages(bench, id, LINES)).at(-1)?.status).toBe('unfinished');
    }));
});
