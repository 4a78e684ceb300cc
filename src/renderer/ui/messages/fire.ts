import { create } from 'zustand';
import type { SavedMessage, Sequence } from '../../../contract/messages.ts';
import { compileMessage } from '../../../contract/payload/message.ts';
import { getClient } from '../../bridge/connection.ts';
import { announce } from '../announce.ts';
import { changeDraft, draftOf, specOf } from '../compose/draft-store.ts';
import { momentOf } from '../compose/moment.ts';
import { sendNow } from '../compose/send.ts';
import { useNotice } from '../notice.ts';
import type { SessionActions } from '../session/actions.ts';
import { itemOf, itemOfKey, told, usePanelNews } from './library.ts';
import { openSavedDialog, selectSaved, showPanel, usePanel } from './panel-store.ts';

/** The sessions that are shown with a composer, the one that was used last at the end: where a saved message goes. */
const useTargets = create<{ targets: ReadonlyMap<string, SessionActions> }>(() => ({ targets: new Map() }));

/** Makes a session one that saved messages are sent to; it becomes the one they go to. */
export function addTarget(session: string, actions: SessionActions, front: boolean): void {
  const { targets } = useTargets.getState();
  if (!front && targets.get(session) === actions) return;
  const next = new Map(targets);
  if (front) next.delete(session);
  useTargets.setState({ targets: next.set(session, actions) });
}

export function removeTarget(session: string): void {
  const next = new Map(useTargets.getState().targets);
  if (next.delete(session)) useTargets.setState({ targets: next });
}

export const currentTarget = (): { session: string; actions: SessionActions } | null => {
  const last = [...useTargets.getState().targets].at(-1);
  return last ? { session: last[0], actions: last[1] } : null;
};

/** Why nothing can be sent now; null: it can. */
export const useWhyNot = (session: string): string | null =>
  useTargets(({ targets }) => {
    const actions = targets.get(session);
    return actions && !actions.canSend ? (actions.whyNot ?? 'Nothing can be sent now.') : null;
  });

/** How often each saved message has been sent in a session: its counter. */
const sends = new Map<string, number>();

/** Sends a saved message, or runs a sequence, in a session: the one given, or the one that is looked at. */
export async function fire(item: SavedMessage | Sequence, target = currentTarget()): Promise<void> {
  if (!target) return say('Open a session first: the message goes to the one that is shown.');
  const { session, actions } = target;
  if (item.kind === 'sequence') {
    showPanel(true);
    selectSaved(item.id);
    return told(async () => void (await getClient().messages.run({ session, sequence: { id: item.id } })));
  }
  const fail = (problem: string) => {
    changeDraft(session, { problem });
    announce(problem);
  };
  if (!actions.canSend) return fail(actions.whyNot ?? 'Nothing can be sent now.');
  const message = compileMessage(item.spec);
  const key = `${session} ${item.id}`;
  const counter = sends.get(key) ?? 0;
  const built = message.ok ? message.build(momentOf(counter)) : message;
  if (!built.ok) return fail(`“${item.name}” can’t be sent: ${built.message}`);
  sends.set(key, counter + 1);
  if (await sendNow(session, new Blob([built.bytes]), actions, { draft: false })) {
    useNotice.getState().show('compose', `Sent “${item.name}”`);
    announce(`Sent ${item.name}`);
  }
}

const say = (text: string): void => {
  usePanelNews.setState({ text, failure: null });
  announce(text);
};

/** Asks under which name the present message of a session is to be saved. */
export function savePresent(session: string): void {
  const { selected } = usePanel.getState();
  const spec = specOf(draftOf(session));
  openSavedDialog({
    kind: 'message',
    item: {
      kind: 'message',
      id: 'new',
      name: nameFor(spec.text),
      folder: folderOf(selected),
      key: null,
      target: '',
      spec,
    },
  });
}

const nameFor = (text: string): string =>
  text
    .trim()
    .split(/\s*\n|\\r|\\n/)[0]!
    .slice(0, 40);

/** New things go where the user is: into the selected folder, or beside what is selected. */
export function folderOf(selected: string | null): string | null {
  const item = selected === null ? undefined : itemOf(selected);
  return item ? (item.kind === 'folder' ? item.id : item.folder) : null;
}

/** Listens for the keys of saved messages, and for Ctrl+S. Called once. */
export function followMessageKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.repeat || document.querySelector('[role="dialog"]')) return;
    const key = keyName(event);
    const item = key === null ? undefined : itemOfKey(key);
    const target = currentTarget();
    if (item) void fire(item);
    else if (isSave(event) && target) savePresent(target.session);
    else return;
    event.preventDefault();
  });
}

/** A key as a saved message names it: `Ctrl+Alt+1`, `F6`. */
export function keyName(event: KeyboardEvent): string | null {
  const { code, ctrlKey, altKey, shiftKey, metaKey } = event;
  if (shiftKey || metaKey) return null;
  // AltGr types characters on many keyboards, and says that it is Ctrl and Alt.
  const digit = ctrlKey && altKey && !event.getModifierState('AltGraph') ? /^Digit([1-9])$/.exec(code) : null;
  if (digit) return `Ctrl+Alt+${digit[1]}`;
  return !ctrlKey && !altKey && /^F[6-9]$/.test(code) ? code : null;
}

const isSave = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === 's';
