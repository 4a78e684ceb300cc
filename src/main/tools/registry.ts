import type { ToolParts } from '../bench/tool-parts.ts';
import { tcpService } from './tcp/service.ts';

/** The registry of tools on main's side: one line each. */
export function tools(parts: ToolParts) {
  return { tcp: tcpService(parts) };
}
