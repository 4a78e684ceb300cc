import type { Captures } from './captures.ts';
import type { CompiledRule, CompiledSet } from './compile.ts';
import { guarded, RAN_AWAY } from '../../../bench/regex-guard.ts';

/** Steps that take a few milliseconds at the very worst: so much needs no guard. */
const FEW_STEPS = 500_000;
/** How often the guard may cut in on the messages of one read; that is how long others wait, so no rule gets more. */
const MOST_CUTS = 8;

/** The rule that matched a message and what of it; null where none did. */
export type Found = { rule: CompiledRule; captures: Captures } | null;

/** Which step of a set the message `count` (from 1) of a connection is; 0 past the end of a silent one. */
export function stepOf({ lastStep, set }: CompiledSet, count: number): number {
  if (count <= lastStep) return count;
  if (set.afterSteps === 'stay') return lastStep;
  return set.afterSteps === 'wrap' && lastStep > 0 ? ((count - 1) % lastStep) + 1 : 0;
}

/**
 * The first rule that matches each message. `steps` says the step of each, `isOff` which rules are passed over. A rule
 * that runs away on a message is told to `ranAway`, which is to switch it off, and the others go on. So are all that may
 * run away once those that are slow have held up the bench for too long together. One guard is taken for all messages
 * together, and none where every match is cheap.
 */
export function findRules(
  rules: readonly CompiledRule[],
  messages: readonly Uint8Array[],
  steps: readonly number[],
  isOff: (rule: CompiledRule) => boolean,
  ranAway: (rule: CompiledRule, message: Uint8Array) => void,
): Found[] {
  const found: Found[] = [];
  let at = 0;
  const job = () => {
    while (found.length < messages.length) {
      const message = messages[found.length]!;
      const step = steps[found.length];
      let hit: Found = null;
      while (at < rules.length) {
        const rule = rules[at]!;
        const passed = isOff(rule) || (rule.rule.step !== null && rule.rule.step !== step);
        const captures = passed ? null : rule.matcher.match(message);
        if (captures) {
          hit = { rule, captures };
          break;
        }
        at++;
      }
      // In this order: where the guard cuts in between, the message is only looked at again.
      at = 0;
      found.push(hit);
    }
  };
  const longest = messages.reduce((most, message) => Math.max(most, message.length), 0);
  const together = rules.reduce((sum, { matcher }) => sum + matcher.steps(longest), 0) * messages.length;
  if (together <= FEW_STEPS) {
    job();
    return found;
  }
  for (let cuts = 1; guarded(job) === RAN_AWAY; cuts++) {
    // The time was for all of them together: the one that it ended at is to blame only if it takes as long alone.
    const message = messages[found.length];
    const rule = rules[at];
    if (!message || !rule) continue;
    if (cuts >= MOST_CUTS) {
      for (const slow of rules)
        if (slow.matcher.steps(message.length) > FEW_STEPS && !isOff(slow)) ranAway(slow, message);
      continue;
    }
    let hit: Found = null;
    const alone = guarded(() => {
      const captures = rule.matcher.match(message);
      if (captures) hit = { rule, captures };
    });
    if (alone === RAN_AWAY) ranAway(rule, message);
    if (hit) {
      at = 0;
      found.push(hit);
    } else at++;
  }
  return found;
}
