import { cpus, totalmem } from 'node:os';
import { clients } from './clients.ts';
import { echo } from './echo.ts';
import { exports } from './export.ts';
import { httpFiles } from './http-files.ts';
import { httpPretty } from './http-pretty.ts';
import { httpGet } from './http-get.ts';
import { httpLoad } from './http-load.ts';
import { httpServer } from './http-server.ts';
import { load } from './load.ts';
import { receive } from './receive.ts';
import { relay } from './relay.ts';
import { type Result, table } from './support/compare.ts';
import type { Say } from './support/peers.ts';
import { transfer } from './transfer.ts';
import { transferWindow } from './transfer-window.ts';
import { udp } from './udp.ts';
import { tls } from './tls.ts';
import { window } from './window.ts';

const ALL: Record<string, (runs: number, say: Say) => Promise<Result[]>> = {
  receive,
  echo,
  clients,
  tls,
  window,
  export: exports,
  udp,
  load,
  relay,
  transfer,
  'transfer-window': transferWindow,
  'http-pretty': httpPretty,
  'http-get': httpGet,
  'http-load': httpLoad,
  'http-server': httpServer,
  'http-files': httpFiles,
};
const RUNS = 5;

const [runs = String(RUNS), ...names] = process.argv.slice(2);
const wanted = names.length > 0 ? names : Object.keys(ALL);
const results: Result[] = [];
for (const name of wanted) {
  const work = ALL[name];
  if (!work) throw new Error(`No benchmark is named ${name}. There are ${Object.keys(ALL).join(', ')}.`);
  console.log(name);
  results.push(...(await work(Number(runs), (text) => console.log(text))));
}
console.log(
  `\n${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
);
console.log(table(results));
if (results.some((result) => !result.holds)) process.exitCode = 1;
process.exit();
