import { z } from 'zod';

/** HAR 1.2 as its specification has it (http://www.softwareishard.com/blog/har-12-spec), strict: nothing else is in it. */

const comment = z.string().optional();
const pair = z.strictObject({ name: z.string(), value: z.string(), comment });
const cookie = z.strictObject({
  name: z.string(),
  value: z.string(),
  path: z.string().optional(),
  domain: z.string().optional(),
  expires: z.iso.datetime({ offset: true }).optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  comment,
});
/** A number of bytes; -1: it is not known. */
const size = z.int().min(-1);
const ms = z.number().min(0);
/** -1: it does not apply. */
const phase = z.union([ms, z.literal(-1)]);

export const harSchema = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string(), comment }),
    entries: z.array(
      z
        .strictObject({
          pageref: z.string().optional(),
          startedDateTime: z.iso.datetime({ offset: true }),
          time: ms,
          request: z.strictObject({
            method: z.string(),
            url: z.url().refine((url) => !url.includes('#')),
            httpVersion: z.string(),
            cookies: z.array(cookie),
            headers: z.array(pair),
            queryString: z.array(pair),
            postData: z
              .strictObject({
                mimeType: z.string(),
                params: z
                  .array(
                    z.strictObject({
                      name: z.string(),
                      value: z.string().optional(),
                      fileName: z.string().optional(),
                      contentType: z.string().optional(),
                      comment,
                    }),
                  )
                  .optional(),
                text: z.string().optional(),
                comment,
              })
              .optional(),
            headersSize: size,
            bodySize: size,
            comment,
          }),
          response: z.strictObject({
            status: z.int().min(0),
            statusText: z.string(),
            httpVersion: z.string(),
            cookies: z.array(cookie),
            headers: z.array(pair),
            content: z.strictObject({
              size: z.int().min(0),
              compression: z.int().optional(),
              mimeType: z.string(),
              text: z.string().optional(),
              encoding: z.literal('base64').optional(),
              comment,
            }),
            redirectURL: z.string(),
            headersSize: size,
            bodySize: size,
            comment,
          }),
          cache: z.strictObject({}),
          timings: z.strictObject({
            blocked: phase,
            dns: phase,
            connect: phase,
            ssl: phase,
            send: ms,
            wait: ms,
            receive: ms,
            comment,
          }),
          serverIPAddress: z.string().optional(),
          connection: z.string().optional(),
          comment,
        })
        // The time for TLS is part of that for connecting.
        .refine(
          ({ time, timings: { blocked, dns, connect, send, wait, receive } }) =>
            Math.abs(
              time -
                [blocked, dns, connect, send, wait, receive].reduce((sum, one) => sum + Math.max(0, one), 0),
            ) < 0.001,
          'time is not the sum of the timings',
        ),
    ),
    comment,
  }),
});
export type Har = z.infer<typeof harSchema>;
