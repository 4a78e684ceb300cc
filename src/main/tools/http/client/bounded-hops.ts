import type { Header, Hop } from '../../../../contract/http/exchange.ts';

/** What the heads of all hops may cost together, in characters: they are told in one message. */
const MOST = 600_000;
/** What a header costs besides its letters. */
const EACH = 32;
const LONGEST = 64 * 1024;
const LONGEST_URL = 8000;
/** No header is called so. */
const MORE = '…';

/** The hops with as many of their headers as may be told; all of them are in the capture. */
export function boundedHops(hops: Hop[]): Hop[] {
  let left = MOST;
  const bounded = (headers: readonly Header[]): Header[] => {
    const kept: Header[] = [];
    for (const { name, value } of headers) {
      // Bounded before.
      if (name === MORE) {
        kept.push({ name, value });
        continue;
      }
      const header = { name: cut(name, LONGEST), value: cut(value, LONGEST) };
      left -= header.name.length + header.value.length + EACH;
      if (left < 0) {
        kept.push({ name: MORE, value: `${headers.length - kept.length} more headers are in Wire.` });
        break;
      }
      kept.push(header);
    }
    return kept;
  };
  // The last is what is looked at.
  return hops
    .toReversed()
    .map((hop) => ({
      ...hop,
      url: cut(hop.url, LONGEST_URL),
      next: hop.next && cut(hop.next, LONGEST_URL),
      answer: hop.answer && {
        ...hop.answer,
        reason: cut(hop.answer.reason, LONGEST_URL),
        headers: bounded(hop.answer.headers),
        trailers: bounded(hop.answer.trailers),
        informational: hop.answer.informational.map((one) => ({ ...one, headers: bounded(one.headers) })),
      },
      request: { ...hop.request, headers: bounded(hop.request.headers) },
    }))
    .toReversed();
}

const MARK = '… (cut, see Wire)';

/** A copy: a part of a text would hold on to all of it. */
const cut = (text: string, most: number): string =>
  text.length <= most || (text.length === most + MARK.length && text.endsWith(MARK))
    ? text
    : Buffer.from(text.slice(0, most) + MARK).toString();
