import { revisionOf } from '../../../../contract/payload/revision.ts';
import { refuseIfChanged } from '../../../bench/changed-since.ts';
import { dispatcher } from '../../../bench/dispatcher.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { HostServices } from '../../../bench/host.ts';
import { latest } from '../../../bench/latest.ts';
import { pause } from '../../../bench/pause.ts';
import { saveBytes } from '../../../bench/save-bytes.ts';
import type { Uploads } from '../../../bench/uploads.ts';
import { compiledOrThrow } from './compile.ts';
import type { RuleStore } from './rule-store.ts';
import { readRulesFile, writeRulesFile } from './rules-file.ts';
import { tryRules } from './try-rules.ts';

/** Least time between two tellings of the totals, in milliseconds. */
const TOTALS_MS = 250;
const never = new AbortController().signal;

/** The calls of `rules`; see the contract. */
export function rulesService({
  rules,
  host,
  uploads,
}: {
  rules: RuleStore;
  host: HostServices;
  uploads: Uploads;
}) {
  const d = dispatcher.rules;
  return {
    watch: d.watch.handler(async function* ({ signal = never }) {
      for await (const _ of latest(true, (tell) => rules.onChange(() => tell(true)), signal))
        yield { sets: rules.list(), problem: rules.problem };
    }),
    watchTotals: d.watchTotals.handler(async function* ({ signal = never }) {
      for await (const _ of latest(true, (tell) => rules.onTotals(() => tell(true)), signal)) {
        yield { totals: rules.totals() };
        await pause(TOTALS_MS, signal);
      }
    }),
    save: d.save.handler(async ({ input }) => {
      const { was, ...set } = input;
      refuseIfChanged(`“${set.name}”`, rules.saved(set.id), was);
      await rules.save(set);
      return { revision: revisionOf(set) };
    }),
    remove: d.remove.handler(async ({ input }) => {
      await rules.remove(input.set);
      return {};
    }),
    try: d.try.handler(async ({ input: { set, message, number } }) => {
      const read = new Uint8Array(await message.arrayBuffer());
      const { bytes, ...tried } = await tryRules(compiledOrThrow(set), read, number);
      return { ...tried, bytes: new Blob([bytes]) };
    }),
    export: d.export.handler(async ({ input, signal }) => {
      const sets = rules.list().filter(({ id }) => input.sets.includes(id));
      const [first] = sets;
      if (!first) throw new BenchError({ code: 'NOT_FOUND', message: 'These rules are not there any more.' });
      const name =
        sets.length === 1 ? `${first.name.replace(/[^\p{L}\p{N} ._-]/gu, '_')}.rules.json` : 'rules.json';
      return saveBytes(host.save.bind(host), name, Buffer.from(writeRulesFile(sets)), signal);
    }),
    import: d.import.handler(async ({ input }) => {
      const text = new TextDecoder().decode(await uploads.whole(input));
      const sets = readRulesFile(text, new Set(rules.list().map(({ name }) => name)));
      await rules.save(...sets);
      return { sets: sets.map(({ id, name }) => ({ id, name })) };
    }),
  };
}
