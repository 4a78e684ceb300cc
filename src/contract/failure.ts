import { z } from 'zod';

/**
 * A mend is one button under a failure: it fills fields of a form and, where `submit` is set, presses the form's
 * button. `form` is the accessible name of the form in lower case (`listen`, `connect`).
 */
export const mendSchema = z.object({
  label: z.string(),
  form: z.string(),
  set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  submit: z.boolean(),
});
export type Mend = z.infer<typeof mendSchema>;

/** What the operating system said, in Node's words. */
export const causeSchema = z.object({
  code: z.string().optional(),
  syscall: z.string().optional(),
  address: z.string().optional(),
  port: z.int().optional(),
});

/**
 * Why something could not be done, as plain data: it crosses the bridge, is shown in the window and stands in the
 * timeline. `code` is stable and is what code compares; the sentences are for people.
 */
export const failureSchema = z.object({
  /** Node's or our own code: `ECONNREFUSED`, `EADDRINUSE`, `BAD_INPUT`, `NOT_FOUND`, `CAPTURE_STALLED` … */
  code: z.string(),
  /** What happened, one sentence. */
  message: z.string(),
  /** Why, or what to do, one or two sentences. */
  hint: z.string().optional(),
  /** The field of the form that is to blame, by its accessible name in lower case (`port`, `host`, `address`). */
  field: z.string().optional(),
  mends: z.array(mendSchema),
  cause: causeSchema.optional(),
});
export type Failure = z.infer<typeof failureSchema>;
