import fc from 'fast-check';
import type { HttpRequest } from '../../src/contract/http/request.ts';
import { blankRequest } from '../../src/contract/payload/http-request.ts';

/** Requests for tests that hold for any. */

/** Texts with all that a shell, curl or we take for something else. */
export const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...`'"\\$\`!^%&|;<>(){}[]#~*?=@,:+ \t\n\r-/.`,
        '$(id)',
        '${a}',
        "'\\''",
        '\\n',
        '\\\n',
        'Ã©',
        'ü',
        '🙂',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((all) => all.join('').replaceAll('\0', ''))
  .filter((made) => !/\{\{/.test(made) && !/\p{Cs}/u.test(made));
export const anyLine = anyText.map((made) => made.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '').trim());
const pairs = fc.array(fc.record({ name: anyText, value: anyText, on: fc.boolean() }), { maxLength: 4 });
const type = fc.constantFrom('', 'text/plain', 'application/x; a="b"');
const partName = anyText.map((made) => `n${made.replaceAll('=', '')}`);
const part = fc.record({
  kind: fc.constant('text' as const),
  name: partName,
  value: anyText,
  on: fc.boolean(),
  type,
});
const body: fc.Arbitrary<HttpRequest['body']> = fc.oneof(
  fc.constant({ kind: 'none' } as const),
  fc.json().map((made) => ({ kind: 'json', text: made }) as const),
  fc.record({ kind: fc.constant('text' as const), text: anyText, type }),
  fc.record({ kind: fc.constant('form' as const), fields: pairs }),
  fc.record({
    kind: fc.constant('multipart' as const),
    parts: fc
      .array(part, { maxLength: 4 })
      .map((all) => [{ kind: 'text' as const, name: 'first', value: 'on', on: true, type: '' }, ...all]),
  }),
);
/** A request of HTTP with any body but files, to `http://h:3000`. */
export const anyRequest: fc.Arbitrary<HttpRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PROPFIND', 'DELETE'),
    url: fc
      .record({ path: anyText, query: anyText })
      .map(
        ({ path, query }) =>
          `http://h:3000/${path.replaceAll(/[#?\t\r\n]/g, '')}?${query.replaceAll(/[#\s]/g, '')}`,
      ),
    headers: fc.array(
      fc.record({
        name: fc.stringMatching(/^X-[A-Za-z0-9!$%&'*+.^_`|~-]{1,8}$/),
        value: anyLine,
        on: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    body,
    followRedirects: fc.boolean(),
    compressed: fc.boolean(),
    timeoutMs: fc.constantFrom(0, 1, 1500, 30_000),
  })
  .map(({ followRedirects, compressed, timeoutMs, ...rest }) => {
    const blank = blankRequest(rest);
    return { ...blank, options: { ...blank.options, followRedirects, compressed, timeoutMs } };
  });
