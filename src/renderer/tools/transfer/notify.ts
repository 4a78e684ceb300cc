import { create } from 'zustand';
import { isLive } from '../../../contract/states.ts';
import type { TransferSession } from '../../../contract/tools/transfer.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { recall, remember } from '../../bridge/memory.ts';
import { announce } from '../../ui/announce.ts';
import { transferState } from './store.ts';
import { phaseWords, summaryWords } from './words.ts';

/** Whether the system is to tell the user of transfers that end while the window is not looked at. Off until wanted. */
export const useNotify = create<{ wanted: boolean }>(() => ({ wanted: false }));

/** Shorter ones are over before anyone has looked away. */
const LONG_MS = 10_000;
const KEY = 'transfer.notify';

export function recallNotify(): void {
  useNotify.setState({ wanted: recall(KEY, false) && permission() === 'granted' });
}

/** Asks the system for leave when it is first wanted; says where that is refused. */
export async function notifyWhenDone(on: boolean): Promise<void> {
  const may = !on || (await leave());
  if (!may) announce('The system does not let this window show notifications.');
  useNotify.setState({ wanted: on && may });
  remember(KEY, on && may, 'disk');
}

async function leave(): Promise<boolean> {
  if (permission() === 'default') await Notification.requestPermission();
  return permission() === 'granted';
}

const permission = (): NotificationPermission =>
  typeof Notification === 'undefined' ? 'denied' : Notification.permission;

/** Tells of the end of long transfers. Called once, before the first screen. */
export function followEnds(): void {
  useBench.subscribe((now, before) => {
    if (now.shape === before.shape || !useNotify.getState().wanted) return;
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    for (const session of now.sessions.values()) {
      if (!transferState.isOwn(session) || isLive(session.state)) continue;
      const earlier = before.sessions.get(session.id);
      if (earlier && isLive(earlier.state) && lasted(session) >= LONG_MS) tell(session);
    }
  });
}

const lasted = ({ createdAt, closedAt }: TransferSession): number => (closedAt ?? Date.now()) - createdAt;

function tell(session: TransferSession): void {
  const shown = new Notification(`${phaseWords(session)}: ${session.title}`, {
    body: session.failure?.message ?? summaryWords(session),
    tag: session.id,
  });
  shown.addEventListener('click', () => {
    window.focus();
    transferState.select({ kind: 'session', id: session.id });
  });
}
