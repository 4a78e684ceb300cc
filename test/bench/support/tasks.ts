import type { Browser, CDPSession, Page } from 'playwright-core';

/** The longest tasks of the page's main thread while something went on, in milliseconds. */
export interface Tasks {
  /** From its begin to its end by the clock, with all the time for which other programs had the processor. */
  wall: number;
  /** What the page itself did in one: the processor time of its thread. */
  own: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds from begin to end, and those of the processor. */
  dur?: number;
  tdur?: number;
}

const TASK = 'ThreadControllerImpl::RunTask';
const MARK = 'wirebench-bench';

/** Watches every task of the page's main thread while `work` goes on, as Chromium itself measures them. */
export async function watchTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<Tasks> {
  const devtools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[])
      if (event.name === TASK || event.name === MARK) events.push(event);
  });
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordUntilFull', includedCategories: ['toplevel', 'blink.user_timing'] },
  });
  try {
    await work();
    // Tells which of the threads is the page's.
    await page.evaluate((mark) => void performance.mark(mark), MARK);
  } finally {
    await stopped(devtools);
  }
  const mark = events.find(({ name }) => name === MARK);
  if (!mark) throw new Error('Chromium told nothing of the page');
  const longest = { wall: 0, own: 0 };
  for (const { name, pid, tid, dur = 0, tdur = 0 } of events) {
    if (name !== TASK || pid !== mark.pid || tid !== mark.tid) continue;
    longest.wall = Math.max(longest.wall, dur / 1000);
    longest.own = Math.max(longest.own, tdur / 1000);
  }
  return longest;
}

async function stopped(devtools: CDPSession): Promise<void> {
  const complete = new Promise((done) => devtools.once('Tracing.tracingComplete', done));
  await devtools.send('Tracing.end');
  await complete;
  await devtools.detach();
}
