import { z } from 'zod';
import type { HttpRequest } from '../../../../../contract/http/request.ts';
import { blankRequest } from '../../../../../contract/payload/http-request.ts';
import { withoutVariables } from '../../../../../contract/payload/variables.ts';
import { type Imported, imported } from './imported.ts';
import { bodyOf, FOLLOWS, pairOf } from './shared.ts';

/** What was sent: braces in it are braces, and no variables of the collection. */
const sent = z.string().transform(withoutVariables);
const named = z.object({ name: sent, value: sent.default('') });
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: sent,
          headers: z.array(named).default([]),
          postData: z
            .object({
              mimeType: z.string().default(''),
              text: sent.optional(),
              params: z
                .array(
                  z.object({
                    name: sent,
                    value: sent.default(''),
                    fileName: z.string().optional(),
                  }),
                )
                .optional(),
            })
            .nullish(),
        }),
      }),
    ),
  }),
});

export const isHar = (content: Record<string, unknown>): boolean => 'log' in content;

/** Reads an HTTP archive: a request for each entry. `wrong` is told where it breaks the format. */
export function readHar(content: unknown, wrong: (why: string) => Error): Imported {
  const har = harSchema.safeParse(content);
  if (!har.success) {
    const issue = har.error.issues[0];
    throw wrong(`${issue?.path.map(String).join('.') ?? 'log'}: ${issue?.message ?? 'it is no HAR'}`);
  }
  const notes = new Set<string>();
  const asked = har.data.log.entries.filter(({ request: { url } }) => /^https?:/i.test(url));
  const others = har.data.log.entries.length - asked.length;
  if (others > 0)
    notes.add(
      `${others} of ${har.data.log.entries.length} entries were left out: they are WebSockets, or no requests of HTTP.`,
    );
  const requests = asked.map(({ request }) => {
    const { method, url, headers, postData } = request;
    const type = postData?.mimeType ?? '';
    const body: HttpRequest['body'] = postData?.params?.length
      ? /multipart/i.test(type)
        ? {
            kind: 'multipart',
            parts: postData.params.map((one) =>
              one.fileName === undefined
                ? { kind: 'text', ...pairOf(one.name, one.value), type: '' }
                : { kind: 'file', name: one.name, on: true, file: null, fileName: one.fileName, type: '' },
            ),
          }
        : { kind: 'form', fields: postData.params.map((one) => pairOf(one.name, one.value)) }
      : bodyOf(type, postData?.text ?? '');
    const own = headers.filter(
      ({ name }) => !FOLLOWS.test(name) && !(body.kind === 'multipart' && /^content-type$/i.test(name)),
    );
    return {
      folders: [],
      request: blankRequest({ method, url, headers: own.map((one) => pairOf(one.name, one.value)), body }),
    };
  });
  return imported('har', { requests, notes: [...notes] });
}
