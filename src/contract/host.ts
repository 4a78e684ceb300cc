import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './bridge.ts';

/** Commands that a native menu can give the window; the palette has the same ones. */
export const HOST_COMMANDS = ['new', 'close', 'palette', 'settings', 'about'] as const;
export type HostCommand = (typeof HOST_COMMANDS)[number];

export const hostContract = {
  commands: base.output(eventIterator(z.object({ command: z.enum(HOST_COMMANDS) }))),
};
