import type { Timing } from '../../../../contract/http/exchange.ts';

export type PhaseKey = keyof Timing;

export interface Phase {
  key: PhaseKey;
  name: string;
  /** Milliseconds, from the beginning of the hop on. */
  from: number;
  ms: number;
}

const NAMES: Record<PhaseKey, string> = {
  name: 'Name',
  connect: 'Connect',
  proxy: 'Proxy',
  tls: 'TLS',
  send: 'Send',
  wait: 'Wait',
  receive: 'Receive',
};
const ORDER = ['name', 'connect', 'proxy', 'tls', 'send', 'wait', 'receive'] as const;

/** The phases that there were, one after the other. */
export function phasesOf(timing: Timing): Phase[] {
  let from = 0;
  const phases: Phase[] = [];
  for (const key of ORDER) {
    const ms = timing[key];
    if (ms === null) continue;
    phases.push({ key, name: NAMES[key], from, ms });
    from += ms;
  }
  return phases;
}

export const totalOf = (timing: Timing): number => phasesOf(timing).reduce((sum, { ms }) => sum + ms, 0);

/** `0.42 ms`, `12.3 ms`, `1,204 ms`, `12.3 s`. */
export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 100) return `${Math.round(ms).toLocaleString('en-US')} ms`;
  return `${ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}
