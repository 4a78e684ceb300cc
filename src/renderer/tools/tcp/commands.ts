import type { Command } from '../../app/tool.ts';
import { isLive } from '../../../contract/states.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { formatEndpoint } from '../../ui/format.ts';
import {
  closeAll,
  closeClients,
  closeSession,
  connect,
  connectTo,
  endSending,
  listen,
  reconnect,
  resetSession,
  startEcho,
  stopListening,
} from './actions.ts';
import { focusField, focusMessage } from './focus.ts';
import { removable, remove } from './removal.ts';
import { bindConnection, bindListener, select, toggle, useTcp } from './store.ts';
import { sessionLabel, sessionName } from './words.ts';

const group = 'TCP';
/** So many sessions stand in the palette; the list has all of them. */
const MOST_SESSIONS = 500;

/** What can be done on the page of TCP now. */
export function tcpCommands(): Command[] {
  const { sessions, listeners } = useBench.getState();
  const { selected } = useTcp.getState();
  const command = (
    id: string,
    title: string,
    run: () => unknown,
    words?: string,
    shortcut?: string,
  ): Command => ({
    id: `tcp.${id}`,
    title,
    group,
    words,
    shortcut,
    run: () => void run(),
  });
  const commands = [
    command(
      'listen',
      'Start listening',
      () => {
        bindListener(null);
        void listen();
      },
      'server bind open port',
    ),
    command(
      'connect',
      'Connect',
      () => {
        bindConnection(null);
        void connect();
      },
      'client open',
    ),
    command('newListener', 'New listener', newListener, 'server bind address port'),
    command('newConnection', 'New connection', newConnection, 'client host port'),
    command('echo', 'Start an echo server and connect to it', startEcho, 'first try example'),
  ];
  const session = selected?.kind === 'session' ? sessions.get(selected.id) : undefined;
  if (session) {
    const { id, state } = session;
    if (state === 'open' || state === 'end-received') {
      commands.push(command('send', 'Write a message', focusMessage, 'send compose'));
      commands.push(command('end', 'End sending', () => endSending(id), 'half-close shutdown fin'));
    }
    if (isLive(state)) {
      commands.push(command('reset', 'Reset the connection', () => resetSession(id), 'rst abort'));
      commands.push(command('close', 'Close the connection', () => closeSession(id), 'disconnect fin'));
    } else {
      if (session.details.canReconnect) commands.push(command('reconnect', 'Reconnect', () => reconnect(id)));
      commands.push(command('remove', 'Remove the session', () => remove([id])));
    }
    if (session.twin)
      commands.push(command('twoEnds', 'Show two ends', () => toggle('twoEnds', id), 'both sides pair'));
  }
  for (const listener of listeners.values()) {
    if (listener.state !== 'listening') continue;
    const { id } = listener;
    const name = formatEndpoint(listener.local);
    commands.push(
      command(`to.${id}`, `Connect to ${name}`, () => connectTo(id)),
      command(`stop.${id}`, `Stop listening on ${name}`, () => stopListening(id, false)),
      command(`clients.${id}`, `Close all clients of ${name}`, () => closeClients(id)),
      command(`show.${id}`, `Go to listener ${name}`, () => {
        select({ kind: 'listener', id });
        bindListener(id);
      }),
    );
  }
  if (sessions.size + listeners.size > 0) {
    commands.push(command('closeAll', 'Close everything', closeAll, 'all stop disconnect'));
    if (removable().length > 0)
      commands.push(command('clear', 'Clear ended', () => remove(removable()), 'remove'));
  }
  let shown = 0;
  for (const each of sessions.values()) {
    if (shown++ >= MOST_SESSIONS) break;
    commands.push(
      command(
        `session.${each.id}`,
        `Go to session ${sessionName(each)}`,
        () => select({ kind: 'session', id: each.id }),
        sessionLabel(each),
      ),
    );
  }
  return commands;
}

export function newListener(): void {
  bindListener(null);
  focusField('listen', 'address');
}

export function newConnection(): void {
  bindConnection(null);
  focusField('connect', 'host');
}

/** Closes the selected connection; one that has ended leaves the list. */
export function closeSelected(): void {
  const { selected } = useTcp.getState();
  if (!selected) return;
  if (selected.kind === 'listener') return void stopListening(selected.id, false);
  const session = useBench.getState().sessions.get(selected.id);
  if (!session) return;
  if (isLive(session.state)) void closeSession(session.id);
  else remove([session.id]);
}
