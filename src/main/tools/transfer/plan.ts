import type { TransferMode } from '../../../contract/tools/transfer.ts';
import type { InTheWay, Existing, Sink } from '../../bench/files/sink.ts';
import type { Source } from '../../bench/files/source.ts';

interface Common {
  mode: TransferMode;
  greeting: Uint8Array;
  /** Keeps all bytes in the capture. */
  captureAll: boolean;
}
export interface SendPlan extends Common {
  direction: 'send';
  /** In words: `photos`, `3 files`. */
  what: string;
  awaitFirst: boolean;
  /** Throws or rejects with a BenchError. */
  openSource(): Source;
}
export interface ReceivePlan extends Common {
  direction: 'receive';
  folder: string;
  fileName: string;
  /** Rejects with a BenchError. */
  openSink(ask: (what: InTheWay, signal: AbortSignal) => Promise<Exclude<Existing, 'ask'>>): Promise<Sink>;
}

/** What is to be done on a connection; the same on each of a listener’s. */
export type Plan = SendPlan | ReceivePlan;
