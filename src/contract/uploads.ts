import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema } from './bridge.ts';

/** The most bytes of a file that is handed over whole. */
export const MAX_UPLOAD = 16 * 1024 * 1024;

/** A file for a call that takes it whole: its only bytes, or its last ones with the upload of those before. */
export const uploadedSchema = { bytes: bytesSchema, after: idSchema.optional() };

/** Files of more bytes than one call carries: all pieces but the last come before the call they are for. */
export const uploadsContract = {
  /** Begins a file. What came of it is kept until the stream is given up. */
  open: base.output(eventIterator(z.object({ upload: idSchema }))),
  /** The next bytes. Fails with TOO_MUCH past {@link MAX_UPLOAD}. */
  add: base.input(z.object({ upload: idSchema, bytes: bytesSchema })).output(z.object({})),
};
