import type { HttpContext } from '../../../contract/tools/http.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import type { Cookies, Variables } from './request/prepared.ts';

/** What belongs to collections, as those who send ask for it. */
export interface Contexts {
  /** Rejects with a BenchError when the collection or the environment can’t be read. */
  variables(context: HttpContext): Promise<Variables>;
  cookies(context: HttpContext): Cookies;
}

/** What all parts of the HTTP tool share. */
export interface HttpParts extends ToolParts {
  contexts: Contexts;
}
