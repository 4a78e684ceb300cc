import { isLive } from '../../../contract/states.ts';
import type { Endpoint } from '../../../contract/session.ts';
import type { TcpListener, TcpSession } from '../../../contract/tools/tcp.ts';
import { canMend, mend } from '../../ui/form/mends.ts';
import { hostToReach } from '../../ui/sessions/HowToReach.tsx';
import type { Act, ToolBench } from '../../ui/sessions/tool-bench.ts';
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
import { askStartTls } from './tls-actions.ts';

/** What can be done with what TCP has on the bench. */
export const tcpBench: ToolBench<TcpSession, TcpListener> = {
  ...tcpState,

  sessionActs(session) {
    const { id, state, details } = session;
    if (state === 'resolving' || state === 'connecting')
      return [{ label: 'Cancel', run: () => closeSession(id) }];
    if (!isLive(state)) return details.canReconnect ? [{ label: 'Reconnect', run: () => reconnect(id) }] : [];
    return [
      ...(details.tls === null && state === 'open'
        ? [{ label: 'Start TLS', run: () => askStartTls(session) }]
        : []),
      {
        label: 'End sending',
        disabled: state !== 'open' && state !== 'end-received',
        run: () => endSending(id),
      },
      { label: 'Reset', run: () => resetSession(id) },
      { label: 'Close', run: () => closeSession(id) },
    ];
  },

  listenerActs({ id, state, open, local }) {
    if (state !== 'listening') return [];
    return [
      { label: 'Connect a client', run: () => connectTo(id) },
      ...relayBefore(local),
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

/** A relay on any free port that forwards to a listener, where the window has relays. */
function relayBefore({ family, address, port }: Endpoint): Act[] {
  const set = {
    listenPort: 0,
    targetHost: hostToReach(address),
    targetPort: port,
    transport: 'tcp',
    tls: 'through',
  };
  const label = 'Put a relay before it';
  const wanted = { label, form: 'relay', set, submit: true };
  return family === 'unix' || !canMend(wanted) ? [] : [{ label, run: () => mend(wanted) }];
}
