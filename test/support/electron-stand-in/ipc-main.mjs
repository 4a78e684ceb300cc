import { EventEmitter } from 'node:events';

/** Messages of pages. `handle` is not written: Wirebench has one message and no calls over this path. */
export class IpcMain extends EventEmitter {}
