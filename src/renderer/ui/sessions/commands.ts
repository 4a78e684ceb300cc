import { isLive } from '../../../contract/states.ts';
import { openExport } from '../export/export-store.ts';
import type { Command } from '../command.ts';
import { formatEndpoint } from '../format.ts';
import { viewOf } from '../session/view-store.ts';
import { removable, remove } from './removal.ts';
import type { AnyToolBench } from './tool-bench.ts';
import { sessionLabel, sessionName } from './words.ts';

/** So many sessions stand in the palette; the list has all of them. */
const MOST_SESSIONS = 500;

/** Makes commands of one tool, which stand under its name in the palette. */
export const commandsOf =
  (tool: string, group: string) =>
  (id: string, title: string, run: () => unknown, words?: string, shortcut?: string): Command => ({
    id: `${tool}.${id}`,
    title,
    group,
    words,
    shortcut,
    run: () => void run(),
  });

/** What the list of a tool's sessions can do from the palette: go to each, show two ends, take off what has ended. */
export function listCommands(of: AnyToolBench, group: string): Command[] {
  const command = commandsOf(of.tool, group);
  const commands: Command[] = [];
  const { selected } = of.use.getState();
  const session = of.session(selected?.id);
  if (session && !isLive(session.state))
    commands.push(command('remove', 'Remove the session', () => remove(of, [session.id])));
  if (session)
    commands.push(
      command(
        'export',
        'Export the session',
        () => openExport({ session: session.id }),
        'save pcapng wireshark hex dump json text',
      ),
    );
  const rows = session && viewOf(session.id).rows;
  if (rows) {
    const [first, last] = [Math.min(rows.anchor, rows.active), Math.max(rows.anchor, rows.active)];
    const exportRows = () => openExport({ session: session.id, rows: { first, last } });
    commands.push(
      command('exportRows', 'Export the selected rows', exportRows, 'save selection pcapng text'),
    );
  }
  const chosenListener = of.listener(selected?.id);
  if (chosenListener && chosenListener.accepted > 0)
    commands.push(
      command(
        'exportAll',
        'Export all sessions of the listener',
        () => openExport({ listener: chosenListener.id }),
        'save pcapng wireshark',
      ),
    );
  if (session?.twin)
    commands.push(
      command('twoEnds', 'Show two ends', () => of.toggle('twoEnds', session.id), 'both sides pair'),
    );
  for (const listener of of.listeners()) {
    const { id, local, state } = listener;
    if (state !== 'listening') continue;
    const name = of.listenerName?.(listener) ?? formatEndpoint(local);
    commands.push(
      command(`show.${id}`, `Go to listener ${name}`, () => {
        const chosen = { kind: 'listener' as const, id };
        of.select(chosen);
        of.onChoose?.(chosen);
      }),
    );
  }
  const ended = removable(of);
  if (ended.length > 0) commands.push(command('clear', 'Clear ended', () => remove(of, ended), 'remove'));
  for (const each of of.sessions().slice(0, MOST_SESSIONS))
    commands.push(
      command(
        `session.${each.id}`,
        `Go to session ${of.sessionName?.(each) ?? sessionName(each)}`,
        () => of.select({ kind: 'session', id: each.id }),
        sessionLabel(each, of.sessionWhere?.(each)),
      ),
    );
  return commands;
}

/** Ctrl+W: ends what is selected; a session that has ended leaves the list. */
export function closeSelected(of: AnyToolBench): void {
  const { selected } = of.use.getState();
  const listener = of.listener(selected?.id);
  if (listener) return void of.stop(listener);
  const session = of.session(selected?.id);
  if (!session) return;
  if (isLive(session.state)) void of.close(session);
  else remove(of, [session.id]);
}
