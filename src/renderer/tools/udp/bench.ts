import { isLive } from '../../../contract/states.ts';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import { bindSender, closeSocket } from './actions.ts';
import { showSocket, toggleMulticast, udpState } from './store.ts';

/** What can be done with what UDP has on the bench. */
export const udpBench: ToolBench<UdpSession, never> = {
  ...udpState,
  sessionActs({ id, state }) {
    if (!isLive(state)) return [];
    return [
      { label: 'Multicast', run: () => toggleMulticast(id) },
      { label: 'New sender', run: () => bindSender(id) },
      { label: 'Close', run: () => closeSocket(id) },
    ];
  },
  listenerActs: () => [],
  close: ({ id }) => closeSocket(id),
  stop: () => undefined,
  onChoose: ({ id }) => showSocket(id),
};
