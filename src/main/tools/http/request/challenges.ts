/** One way of saying who one is that a server offers. */
export interface Offer {
  /** `basic`, `digest`, … in lower case. */
  scheme: string;
  /** Names in lower case. */
  params: Map<string, string>;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+/;
const MAX_PARAMS = 100;

/**
 * Reads WWW-Authenticate and Proxy-Authenticate (RFC 9110 section 11.6.1): several offers may stand in one header,
 * with commas between them and between their parameters, and commas in quotes. What can’t be read ends it.
 */
export function readChallenges(values: readonly string[]): Offer[] {
  const offers: Offer[] = [];
  for (const value of values) {
    let rest = value;
    let current: Offer | null = null;
    while (true) {
      rest = rest.replace(/^[ \t,]+/, '');
      const word = TOKEN.exec(rest)?.[0];
      if (word === undefined) break;
      const after = rest.slice(word.length);
      const equals = /^[ \t]*=[ \t]*(?!=|,|$)/.exec(after)?.[0];
      if (equals !== undefined && current !== null) {
        const [text, length] = valueIn(after.slice(equals.length));
        if (current.params.size < MAX_PARAMS) current.params.set(word.toLowerCase(), text);
        rest = after.slice(equals.length + length);
      } else {
        current = { scheme: word.toLowerCase(), params: new Map() };
        offers.push(current);
        // A token68 in place of parameters (Negotiate) says nothing to us.
        rest = after.replace(/^[ \t]+[A-Za-z0-9\-._~+/]+=*[ \t]*(?=,|$)/, '');
      }
    }
  }
  return offers;
}

/** A token, or a string in quotes without its escapes; and how long it is as it stands. */
function valueIn(text: string): [string, number] {
  const quoted = /^"((?:[^"\\]|\\.)*)"?/s.exec(text);
  if (quoted) return [quoted[1]!.replaceAll(/\\(.)/gs, '$1'), quoted[0].length];
  const token = /^[^\s,]*/.exec(text)![0];
  return [token, token.length];
}
