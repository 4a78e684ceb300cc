import { benchContract } from './bench.ts';
import { captureContract } from './capture.ts';
import { exportContract } from './export.ts';
import { hostContract } from './host.ts';
import { rulesContract } from './rules.ts';
import { settingsContract } from './settings.ts';
import { tcpContract } from './tools/tcp.ts';

/** Everything the window can ask of the main process. A tool adds one line. */
export const contract = {
  bench: benchContract,
  capture: captureContract,
  settings: settingsContract,
  export: exportContract,
  host: hostContract,
  rules: rulesContract,
  tcp: tcpContract,
};
export type Contract = typeof contract;
