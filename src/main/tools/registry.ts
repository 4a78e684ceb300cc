import type { CaptureStore } from '../bench/capture/store.ts';
import type { Registry } from '../bench/registry.ts';
import { tcpService } from './tcp/service.ts';

/** What a tool may use of the bench. */
export interface ToolParts {
  registry: Registry;
  captures: CaptureStore;
}

/** The registry of tools on main's side: one line each. */
export function tools(parts: ToolParts) {
  return { tcp: tcpService(parts) };
}
