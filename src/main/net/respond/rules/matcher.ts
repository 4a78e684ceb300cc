import { fitsMask, parseMask } from '../../../../contract/payload/mask.ts';
import type { RuleMatch } from '../../../../contract/respond.ts';
import { type Captures, whole } from './captures.ts';
import { ByteRegex } from './regex.ts';
import { type Groups, READ } from './template.ts';

/** What a rule matches. */
export interface Matcher extends Groups {
  /** May run away: call it under the guard unless `steps` are few. */
  match(message: Uint8Array): Captures | null;
  /** The most steps it can take on a message of so many bytes; 0 where it can't run away. */
  steps(length: number): number;
}

const NO_GROUPS: Groups = { groups: null, names: [] };
const none = () => 0;

/** Reads a match as it was typed; a sentence where it can't be read. */
export function makeMatcher(
  match: RuleMatch,
): { ok: true; matcher: Matcher } | { ok: false; message: string } {
  switch (match.kind) {
    case 'any':
      return plain((message) => whole(0, message.length));
    case 'mask': {
      const parsed = parseMask(match.mask);
      if (!parsed.ok) return parsed;
      const { mask } = parsed;
      // A step of a mask takes an eighth of the time of one of an expression.
      const steps = (length: number) => (length * mask.least) / 8;
      return {
        ok: true,
        matcher: { ...NO_GROUPS, steps, match: (m) => (fitsMask(mask, m) ? whole(0, m.length) : null) },
      };
    }
    case 'regex':
      try {
        const regex = new ByteRegex(match.pattern, match.flags, match.on);
        return {
          ok: true,
          matcher: {
            groups: regex.groups,
            names: regex.names,
            match: (message) => regex.exec(message),
            steps: (length) => regex.steps(length),
          },
        };
      } catch (error) {
        return { ok: false, message: error instanceof Error ? error.message : String(error) };
      }
    default:
      return literal(match);
  }
}

function literal({
  kind,
  encoding,
  text,
}: Extract<RuleMatch, { encoding: unknown }>): ReturnType<typeof makeMatcher> {
  const parsed = READ[encoding](text);
  if (!parsed.ok) return parsed;
  const wanted = Buffer.from(parsed.bytes);
  const size = wanted.length;
  if (size === 0 && kind !== 'exact')
    return { ok: false, message: 'It is empty. Choose “Any message” to match everything.' };
  const startsSo = (message: Uint8Array) => wanted.equals(message.subarray(0, size));
  switch (kind) {
    case 'exact':
      return plain((message) => (wanted.equals(message) ? whole(0, size) : null));
    case 'starts-with':
      return plain((message) => (startsSo(message) ? whole(0, size) : null));
    case 'contains':
      return plain((message) => {
        const at = Buffer.from(message.buffer, message.byteOffset, message.length).indexOf(wanted);
        return at < 0 ? null : whole(at, at + size);
      });
  }
}

const plain = (match: Matcher['match']): { ok: true; matcher: Matcher } => ({
  ok: true,
  matcher: { ...NO_GROUPS, match, steps: none },
});
