import { create } from 'zustand';
import type { Failure } from '../../../contract/failure.ts';
import type { RuleSet } from '../../../contract/respond.ts';
import type { RuleTotals } from '../../../contract/rules.ts';
import type { BenchClient } from '../../bridge/client.ts';

/** The sets of rules as main has them; every window of a bench sees a change at once. */
export const useRules = create<{ sets: readonly RuleSet[] | null; problem: Failure | null }>(() => ({
  sets: null,
  problem: null,
}));

/** What rules did, by `set/rule`; followed only while somebody looks. */
export const useTotals = create<{ totals: ReadonlyMap<string, RuleTotals> }>(() => ({ totals: new Map() }));

export async function followRules(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const news of await client.rules.watch(undefined, { signal })) useRules.setState(news);
}

export async function followTotals(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const { totals } of await client.rules.watchTotals(undefined, { signal }))
    useTotals.setState({ totals: new Map(totals.map((one) => [`${one.set}/${one.rule}`, one])) });
}
