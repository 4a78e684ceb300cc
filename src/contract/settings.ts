import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './bridge.ts';

const MiB = 1024 * 1024;

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** What a new listener binds unless the user says otherwise. */
  bindAddress: z.string().min(1).max(255),
  /** Bytes that all captures together keep in memory; older bytes are in the spill files. */
  memoryLimit: z
    .int()
    .min(16 * MiB)
    .max(16 * 1024 * MiB),
  /** Bytes that all spill files together may take on the disk; past it receiving pauses. */
  spillLimit: z
    .int()
    .min(0)
    .max(1024 * 1024 * MiB),
};

export const settingsSchema = z.object({
  theme: fields.theme.default('system'),
  density: fields.density.default('comfortable'),
  bindAddress: fields.bindAddress.default('127.0.0.1'),
  memoryLimit: fields.memoryLimit.default(96 * MiB),
  spillLimit: fields.spillLimit.default(16 * 1024 * MiB),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsContract = {
  get: base.output(settingsSchema),
  /** What is left out stays as it is, so the input has no defaults. */
  update: base.input(z.object(fields).partial()).output(settingsSchema),
  watch: base.output(eventIterator(settingsSchema)),
  /** The window's own small memory (pane sizes, last form values, message history), kept by main over a reload. */
  recall: base.output(z.record(z.string(), z.unknown())),
  /** `keep: disk` outlives the app and must hold nothing secret; `keep: memory` lives as long as the main process. */
  remember: base
    .input(
      z.object({
        key: z.string().min(1).max(64),
        value: z.unknown().refine((v) => (JSON.stringify(v) ?? '').length <= 256 * 1024, 'at most 256 KiB'),
        keep: z.enum(['disk', 'memory']),
      }),
    )
    .output(z.object({})),
};
