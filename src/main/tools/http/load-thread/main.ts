import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from '../load/job.ts';
import { makeReady } from './open.ts';
import { Runner } from './runner.ts';

/** The thread that makes a load: it tells what happens, and is stopped by any message. */

const NEWS_MS = 100;

const port = parentPort;
if (!port) throw new Error('this is a thread');
const job = workerData as Job;

let teller: NodeJS.Timeout | undefined;
const tell = () => {
  const news = runner.news();
  port.postMessage(news, [news.records.buffer]);
};
const runner = new Runner(job, () => {
  clearInterval(teller);
  tell();
  port.close();
});

let stopped = false;
port.on('message', () => {
  stopped = true;
  runner.stop();
});
void makeReady(job.targets).then(() => {
  if (stopped) return;
  teller = setInterval(tell, NEWS_MS);
  runner.start();
});
