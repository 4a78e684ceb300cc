import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_CHUNK } from '../../../src/contract/bridge.ts';
import type { LoanEvent } from '../../../src/contract/files.ts';
import { Files } from '../../../src/main/bench/files/files.ts';
import { type Lending, Loan } from '../../../src/main/bench/files/loan.ts';
import { entriesOf, isLeftOut, type SourceFile } from '../../../src/main/bench/files/source.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();

type Ask = Extract<LoanEvent, { kind: 'ask' }>;
type Question = Exclude<LoanEvent, { kind: 'open' }>;

function oneOf(question: Question): Ask {
  if (question.kind !== 'ask') throw new Error('asked for many');
  return question;
}

/** A page that answers when it is told to. */
class Page {
  readonly loan: Loan;
  readonly asks: Question[] = [];
  onAsk: (ask: Question) => void = () => undefined;
  readonly #stop = new AbortController();
  #news: () => void = () => undefined;
  readonly ended: Promise<void>;

  constructor(loan: Loan) {
    this.loan = loan;
    this.ended = this.#follow();
  }

  async #follow(): Promise<void> {
    for await (const event of this.loan.events(this.#stop.signal)) {
      if (event.kind !== 'open') {
        this.asks.push(event);
        this.onAsk(event);
      }
      this.#news();
    }
  }

  async asked(count: number): Promise<Question[]> {
    while (this.asks.length < count)
      await within(new Promise<void>((done) => (this.#news = done)), () => `${count} questions`);
    return this.asks;
  }

  answer(question: Question, content: Uint8Array): void {
    const { ask, offset, length } = oneOf(question);
    this.loan.answer(ask, content.subarray(offset, offset + length));
  }

  leave(): void {
    this.#stop.abort();
  }
}

const content = Uint8Array.from({ length: 3 * MAX_CHUNK + 5 }, (_, i) => (i * 31 + (i >> 10)) % 251);

describe('a file that a page lends', () => {
  let files: Files;
  let loan: Loan;
  let page: Page;
  let file: SourceFile;
  const fileOf = async (path: string) => {
    const source = files.source([{ kind: 'loan', loan: loan.id }], { links: 'leave' });
    for await (const one of entriesOf(source)) if (!isLeftOut(one) && one.path === path) return one.open();
    throw new Error(`${path} is not lent`);
  };
  beforeEach(async () => {
    files = new Files();
    loan = files.lend();
    page = new Page(loan);
    loan.add([
      { path: 'd', kind: 'folder', size: 0, modified: 1 },
      { path: 'd/f', kind: 'file', size: content.length, modified: 2 },
      { path: 'empty', kind: 'file', size: 0, modified: 2 },
    ]);
    file = await fileOf('d/f');
  });
  afterEach(async () => {
    page.leave();
    await page.ended;
    files.close();
  });

  test('is read from the front in pieces that were asked for ahead', async () => {
    const into = new Uint8Array(1000);
    const read = file.read(into, 0);
    for (const ask of await page.asked(4)) page.answer(ask, content);
    expect(await read).toBe(1000);
    expect(into).toEqual(content.subarray(0, 1000));
    const rest = new Uint8Array(content.length);
    // All that is left has been asked for: it comes without another question.
    expect(await file.read(rest, 1000)).toBe(content.length - 1000);
    expect(Buffer.compare(rest.subarray(0, content.length - 1000), content.subarray(1000))).toBe(0);
    expect(page.asks).toHaveLength(4);
    expect(await file.read(rest, content.length)).toBe(0);
    await file.check();
    await file.close();
  });

  test.each([0, 1, MAX_CHUNK - 1, MAX_CHUNK, 2 * MAX_CHUNK + 7, content.length - 1])(
    'is read from %i on, in reads of odd sizes',
    async (from) => {
      page.onAsk = (ask) => page.answer(ask, content);
      let at = from;
      for (const size of [3, 700_001, 1, 2_000_000, 5_000_000]) {
        const into = new Uint8Array(size);
        const count = await file.read(into, at);
        expect(count).toBe(Math.min(size, content.length - at));
        expect(Buffer.compare(into.subarray(0, count), content.subarray(at, at + count))).toBe(0);
        at += count;
      }
      await file.close();
    },
  );

  test('that is shorter than it was said to be ends there', async () => {
    const read = file.read(new Uint8Array(2 * MAX_CHUNK), 0);
    for (const { ask, length } of (await page.asked(4)).map(oneOf))
      loan.answer(ask, content.subarray(0, Math.min(10, length)));
    expect(await read).toBe(10);
    await file.close();
  });

  test('without bytes is asked for nothing', async () => {
    const empty = await fileOf('empty');
    expect(await empty.read(new Uint8Array(10), 0)).toBe(0);
    expect(page.asks).toEqual([]);
    await empty.close();
  });

  test('fails by name when the page goes', async () => {
    const read = file.read(new Uint8Array(10), 0);
    await page.asked(1);
    page.leave();
    await expect(read).rejects.toMatchObject({
      failure: { code: 'LOAN_GONE', message: 'd/f can’t be sent any more: the page that holds it is gone.' },
    });
    await page.ended;
    await expect(file.check()).rejects.toThrow('is gone');
    expect(() => files.loan(loan.id)).toThrow('is gone');
    await file.close();
  });

  test('fails by name with what the browser said', async () => {
    const read = file.read(new Uint8Array(10), 0);
    const [first] = await page.asked(1);
    loan.failed(first!.ask, 'NotReadableError');
    await expect(read).rejects.toMatchObject({
      failure: {
        code: 'UNREADABLE',
        message: expect.stringMatching(/^d\/f can’t be read by the page: it may have been changed/) as string,
      },
    });
    await file.close();
  });

  test('lets go of a read that is given up, and passes a late answer over', async () => {
    const stop = new AbortController();
    const read = file.read(new Uint8Array(10), 0, stop.signal);
    const [first] = await page.asked(1);
    stop.abort(new Error('given up'));
    await expect(read).rejects.toThrow('given up');
    await file.close();
    page.answer(first!, content);
  });
});

describe('a page that means no good', () => {
  const open = async (loan: Loan, body: (page: Page) => Promise<void>) => {
    const page = new Page(loan);
    try {
      await body(page);
    } finally {
      page.leave();
      await page.ended;
    }
  };
  const loanOf = (answerMs?: number, lending: Lending = { files: 0, characters: 0 }) => {
    const loan = new Loan('loan-1', () => undefined, lending, answerMs);
    loan.add([{ path: 'f', kind: 'file', size: 1e12, modified: 0 }]);
    return loan;
  };

  test('and never answers is given up', () =>
    open(loanOf(20), async (page) => {
      await expect(page.loan.ask(0, 0, 10)).rejects.toMatchObject({
        failure: { code: 'LOAN_SILENT', message: 'f can’t be sent: the page that holds it does not answer.' },
      });
    }));

  test('is asked no more than 16 things at once, and the rest in turn', () =>
    open(loanOf(), async (page) => {
      const reads = Array.from({ length: 40 }, (_, i) => page.loan.ask(0, i * 10, 10));
      await page.asked(16);
      expect(page.asks).toHaveLength(16);
      for (let count = 0; count < 40; count++) {
        const ask = oneOf((await page.asked(count + 1))[count]!);
        page.loan.answer(ask.ask, Uint8Array.of(ask.offset / 10));
        expect(page.asks.length).toBeLessThanOrEqual(count + 16);
      }
      expect((await Promise.all(reads)).map((bytes) => bytes[0])).toEqual([...reads.keys()]);
    }));

  test('can’t answer with more than it was asked for, twice, or what nobody asked', () =>
    open(loanOf(), async (page) => {
      const read = page.loan.ask(0, 0, 10);
      const [first] = await page.asked(1);
      expect(() => page.loan.answer(first!.ask, new Uint8Array(11))).toThrow(
        'more bytes than it was asked for',
      );
      await expect(read).rejects.toThrow('more bytes than it was asked for');
      page.loan.answer(first!.ask, new Uint8Array(1));
      page.loan.answer(999, new Uint8Array(1));
      page.loan.failed(999, 'no');
    }));

  test('can’t answer for many as if they were one, or for one as if it were many', () =>
    open(loanOf(), async (page) => {
      const read = page.loan.ask(0, 0, 10);
      const many = page.loan.askMany([0, 0]);
      const [first, second] = await page.asked(2);
      expect(() => page.loan.answerMany(first!.ask, [10], new Uint8Array(10))).toThrow('as if it were many');
      expect(() => page.loan.answer(second!.ask, new Uint8Array(10))).toThrow('as if they were one');
      await expect(read).rejects.toThrow('f can’t be sent: the page answered');
      const { read: told } = await many;
      expect(told.map(String)).toEqual(Array(2).fill(expect.stringContaining('f can’t be sent: the page')));
    }));

  test('is asked for many together, each of which is told when it never answers, or goes', () =>
    open(loanOf(20), async (page) => {
      const { read: silent } = await page.loan.askMany([0, 0]);
      const failed = (code: string) =>
        expect.objectContaining({ failure: expect.objectContaining({ code }) });
      expect(silent).toEqual([failed('LOAN_SILENT'), failed('LOAN_SILENT')]);
      const going = page.loan.askMany([0]);
      page.leave();
      expect((await going).read).toEqual([failed('LOAN_GONE')]);
      expect((await page.loan.askMany([0])).read).toEqual([failed('LOAN_GONE')]);
    }));

  test.each(['../x', '/etc/passwd', 'a//b', 'a/./b', 'a/..', '.'])('can’t lend %s', (path) => {
    const lent = { path, kind: 'file' as const, size: 0, modified: 0 };
    expect(() => loanOf().add([lent])).toThrow('is no name of a file in a folder');
  });

  test('can’t lend names without an end', () => {
    const lending = { files: 0, characters: 0 };
    const first = loanOf(undefined, lending);
    const second = loanOf(undefined, lending);
    const batch = Array.from({ length: 2000 }, (_, i) => ({
      path: `${'n'.repeat(4000)}${i}`,
      kind: 'file' as const,
      size: 0,
      modified: 0,
    }));
    const all = () => {
      for (let i = 0; i < 100; i++) (i % 2 === 0 ? first : second).add(batch);
    };
    expect(all).toThrow('at most 1,000,000 files');
    first.end();
    second.end();
    expect(lending).toEqual({ files: 0, characters: 0 });
  });
});
