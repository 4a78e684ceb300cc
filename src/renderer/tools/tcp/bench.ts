import { isLive } from '../../../contract/states.ts';
import type { TcpListener, TcpSession } from '../../../contract/tools/tcp.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import {
  closeClients,
  closeSession,
  connectTo,
  endSending,
  reconnect,
  resetSession,
  stopListening,
} from './actions.ts';
import { bindListener, tcpState } from './store.ts';

/** What can be done with what TCP has on the bench. */
export const tcpBench: ToolBench<TcpSession, TcpListener> = {
  ...tcpState,

  sessionActs({ id, state, details }) {
    if (state === 'resolving' || state === 'connecting')
      return [{ label: 'Cancel', run: () => closeSession(id) }];
    if (!isLive(state)) return details.canReconnect ? [{ label: 'Reconnect', run: () => reconnect(id) }] : [];
    return [
      {
        label: 'End sending',
        disabled: state !== 'open' && state !== 'end-received',
        run: () => endSending(id),
      },
      { label: 'Reset', run: () => resetSession(id) },
      { label: 'Close', run: () => closeSession(id) },
    ];
  },

  listenerActs({ id, state, open }) {
    if (state !== 'listening') return [];
    return [
      { label: 'Connect a client', run: () => connectTo(id) },
      { label: 'Stop, keep the clients', run: () => stopListening(id, false) },
      { label: 'Stop, close the clients', run: () => stopListening(id, true) },
      { label: 'Close its clients', disabled: open === 0, run: () => closeClients(id) },
    ];
  },

  close: ({ id }) => closeSession(id),
  stop: ({ id }) => stopListening(id, false),
  onChoose({ kind, id }) {
    if (kind === 'listener') bindListener(id);
  },
};
