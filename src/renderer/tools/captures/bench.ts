import type { CapturesSession } from '../../../contract/tools/captures.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import { createToolState } from '../../ui/sessions/tool-state.ts';
import { sessionName } from '../../ui/sessions/words.ts';

const state = createToolState<CapturesSession, never>('captures');

/** What can be done with sessions of files: they have ended, so it is little. */
export const capturesBench: ToolBench<CapturesSession, never> = {
  ...state,
  sessionActs: () => [],
  listenerActs: () => [],
  close: () => undefined,
  stop: () => undefined,
  sessionName: (session) => sessionName(session),
  sessionWhere: ({ title, details }) => `${title} in ${details.file.name}`,
};
