import type { ClientTls } from '../../../../contract/tls.ts';
import type { Proxy } from '../proxy/proxy.ts';
import type { LoadPlan } from '../../../../contract/tools/http-load.ts';

/** What goes to the thread that makes a load, and what it tells. Plain data: both cross between threads. */

/** One request, made ready once and sent many times. */
export interface Target {
  /** Requests with the same one share connections. */
  origin: string;
  /** An address: names are looked up once, before the load begins. */
  host: string;
  port: number;
  /** A Unix domain socket, in place of host and port. */
  path: string | null;
  /** What TLS asks for, and the certificate (`AB:CD:…`) that was verified before; null: not verified. */
  tls: { spec: ClientTls; serverName: string | null; fingerprint: string | null } | null;
  /** Through this proxy; `direct`: to the proxy itself, in absolute form. */
  through: { proxy: Proxy; to: { host: string; port: number } | 'direct' } | null;
  version: '1.1' | '2';
  method: string;
  /** HTTP/1.1: head and body as they go out. */
  bytes: Uint8Array;
  /** HTTP/2: the header list, pseudo-headers first. */
  headers: [name: string, value: string][];
  body: Uint8Array;
  timeoutMs: number;
  keepAlive: boolean;
}

export interface Job {
  plan: LoadPlan;
  targets: Target[];
}

/** One of these for each request that was answered, in {@link News.records}. Times are in microseconds. */
export const RECORD = 4;
/** From when it was due to the last byte. */
export const FROM_DUE = 0;
/** From when it was sent. */
export const FROM_SENT = 1;
export const STATUS = 2;
/** The index of its target. */
export const TARGET = 3;

/** What has happened since the news before. */
export interface News {
  /** Whole records; the array may be longer. */
  records: Uint32Array<ArrayBuffer>;
  count: number;
  failures: { target: number; code: string; count: number }[];
  /** How long the load has gone on. */
  ms: number;
  /** Sent in all so far, under way, and (at a rate) due in all so far. */
  begun: number;
  open: number;
  due: number;
  /** Connections: open now, and opened in all. */
  connections: number;
  opened: number;
  /** Bytes in all so far. */
  sent: number;
  received: number;
  /** At a rate: by how much requests were late although a connection was free, at most, in microseconds. */
  lateUs: number;
  /** Requests that were under way when the load ended, and given up. */
  cut: number;
  over: boolean;
}
