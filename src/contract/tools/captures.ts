import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema } from '../bridge.ts';
import { sessionBase } from '../session.ts';

/** A session that was read from a file: it has ended, and nothing can be sent. */
export const capturesSessionSchema = sessionBase.extend({
  tool: z.literal('captures'),
  details: z.object({
    /** The file it came from; those of one file have the same `id`. */
    file: z.object({ id: idSchema, name: z.string() }),
    protocol: z.enum(['tcp', 'udp']),
    /** The tool that captured it, or the protocol where another program did. */
    capturedBy: z.string(),
    /** Its bytes went through TLS and are decrypted. */
    tls: z.boolean(),
  }),
});
export type CapturesSession = z.infer<typeof capturesSessionSchema>;

const inFile = z.object({ file: idSchema });

export const capturesContract = {
  /**
   * Begins to open a file that the window then feeds piece by piece. Giving up the stream before `finish` has answered
   * takes everything that was read of it off the bench again.
   */
  open: base
    .input(z.object({ name: z.string().min(1, 'File has no name').max(1000, 'File has too long a name') }))
    .output(eventIterator(inFile)),
  /** The next bytes of the file. Answers when they are read and there is room for more. */
  feed: base.input(inFile.extend({ bytes: bytesSchema })).output(
    z.object({
      /** False when no more is needed: the file makes no sense from here on. */
      more: z.boolean(),
      sessions: z.int(),
    }),
  ),
  /** There is no more. `notes` are sentences on what was passed over or is damaged. */
  finish: base.input(inFile).output(z.object({ sessions: z.array(idSchema), notes: z.array(z.string()) })),
};
