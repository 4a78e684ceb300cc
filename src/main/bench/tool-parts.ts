import type { CaptureStore } from './capture/store.ts';
import type { Registry } from './registry.ts';

/** What a tool may use of the bench. */
export interface ToolParts {
  registry: Registry;
  captures: CaptureStore;
}
