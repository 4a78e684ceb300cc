import type { CaptureStore } from './capture/store.ts';
import type { RuleBook } from '../net/respond/rules/rules-in-use.ts';
import type { Registry } from './registry.ts';

/** What a tool may use of the bench. */
export interface ToolParts {
  registry: Registry;
  captures: CaptureStore;
  rules: RuleBook;
}
