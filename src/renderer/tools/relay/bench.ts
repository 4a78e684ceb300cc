import { isLive } from '../../../contract/states.ts';
import type { RelayListener, RelaySession } from '../../../contract/tools/relay.ts';
import { canMend } from '../../ui/form/mends.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import { closeClients, closeSession, connectMend, connectTo, resetSession, stopRelay } from './actions.ts';
import { bindRelay, relayState } from './store.ts';

/** What can be done with relays and their clients. */
export const relayBench: ToolBench<RelaySession, RelayListener> = {
  ...relayState,

  sessionActs({ id, state, details }) {
    if (state === 'resolving' || state === 'connecting')
      return [{ label: 'Cancel', run: () => closeSession(id) }];
    if (!isLive(state)) return [];
    const close = { label: 'Close', run: () => closeSession(id) };
    return details.transport === 'udp' ? [close] : [{ label: 'Reset', run: () => resetSession(id) }, close];
  },

  listenerActs(relay) {
    const { id, state, open } = relay;
    const close = { label: 'Close its clients', disabled: open === 0, run: () => closeClients(id) };
    if (state !== 'listening') return open > 0 ? [close] : [];
    return [
      ...(canMend(connectMend(relay)) ? [{ label: 'Connect a client', run: () => connectTo(relay) }] : []),
      { label: 'Stop, keep the clients', run: () => stopRelay(id, false) },
      { label: 'Stop, close the clients', run: () => stopRelay(id, true) },
      close,
    ];
  },

  close: ({ id }) => closeSession(id),
  stop: ({ id }) => stopRelay(id, false),
  onChoose({ kind, id }) {
    if (kind === 'listener') bindRelay(id);
  },
};
