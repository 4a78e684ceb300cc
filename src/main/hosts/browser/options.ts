import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataDirectory } from '../common/data-dir.ts';

export interface ServeOptions {
  port: number;
  open: boolean;
  dataDir: string;
}

/** Reads the command line of the browser host. Throws an Error whose message is one line for the user. */
export function readOptions(args: readonly string[]): ServeOptions {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      port: { type: 'string', default: '0' },
      'no-open': { type: 'boolean', default: false },
      'data-dir': { type: 'string' },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535) {
    throw new Error(`--port takes a number from 0 (any free port) to 65535, not '${values.port}'`);
  }
  return {
    port: Number(values.port),
    open: !values['no-open'],
    dataDir: values['data-dir'] ? resolve(values['data-dir']) : dataDirectory(),
  };
}
