import { z } from 'zod';
import type { HttpRequest } from '../../../../../contract/http/request.ts';
import { blankRequest } from '../../../../../contract/payload/http-request.ts';
import { withoutVariables } from '../../../../../contract/payload/variables.ts';
import { type Imported, imported } from './imported.ts';
import { bodyOf, FOLLOWS, isJson, pairOf } from './shared.ts';

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
              text: z.string().nullish(),
              /** Of HAR 1.3, and of some proxies. */
              encoding: z.string().nullish(),
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
    const body = bodySent(postData ?? null);
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

interface PostData {
  mimeType: string;
  text?: string | null | undefined;
  encoding?: string | null | undefined;
  params?: { name: string; value: string; fileName?: string | undefined }[] | undefined;
}

/** The text is what went over the wire; parameters are read by each program in its own way, and some leave them escaped. */
function bodySent(postData: PostData | null): HttpRequest['body'] {
  if (postData === null) return { kind: 'none' };
  const { mimeType: type, params = [] } = postData;
  const isForm = /multipart/i.test(type);
  if (isForm && params.length > 0)
    return {
      kind: 'multipart',
      parts: params.map((one) =>
        one.fileName === undefined
          ? { kind: 'text', ...pairOf(one.name, one.value), type: '' }
          : { kind: 'file', name: one.name, on: true, file: null, fileName: one.fileName, type: '' },
      ),
    };
  // Firefox has put headers before it.
  const text = (postData.text ?? '').replace(/^(?:content-(?:type|length): [^\r\n]*\r\n)+\r\n/i, '');
  if (postData.encoding === 'base64' && text !== '')
    return { kind: 'hex', text: Buffer.from(text, 'base64').toString('hex'), type };
  if (text === '' && params.length > 0)
    return { kind: 'form', fields: params.map((one) => pairOf(one.name, one.value)) };
  const body = bodyOf(type, text);
  if (body.kind === 'form')
    return {
      kind: 'form',
      fields: body.fields.map((one) => pairOf(withoutVariables(one.name), withoutVariables(one.value))),
    };
  if (body.kind === 'none') return body;
  const whole = withoutVariables(text);
  // Lines of JSON, and what only says that it is some, are sent as they are.
  return body.kind === 'json' && isJson(text)
    ? { kind: 'json', text: whole }
    : { kind: 'text', text: whole, type };
}
