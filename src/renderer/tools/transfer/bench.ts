import { isLive } from '../../../contract/states.ts';
import type { TransferListener, TransferSession } from '../../../contract/tools/transfer.ts';
import { isLoopback } from '../../ui/form/read.ts';
import { formatEndpoint, formatPort } from '../../ui/format.ts';
import type { ToolBench } from '../../ui/sessions/tool-bench.ts';
import { stopListening, toIt } from './actions.ts';
import { cancel, pause, resume } from './session-actions.ts';
import { bindListener, transferState } from './store.ts';
import { isOrAre, nameOf } from './words.ts';

/** What can be done with transfers, and with what waits for them. */
export const transferBench: ToolBench<TransferSession, TransferListener> = {
  ...transferState,

  sessionActs({ id, state, details }) {
    if (!isLive(state)) return details.canResume ? [{ label: 'Resume', run: () => resume(id) }] : [];
    const { here } = details.paused;
    return [
      {
        key: 'pause',
        label: here ? 'Resume' : 'Pause',
        disabled: state !== 'open',
        run: () => pause(id, !here),
      },
      { label: 'Cancel', run: () => cancel(id) },
    ];
  },

  listenerActs(listener) {
    const { id, state, details } = listener;
    if (state !== 'listening') return [];
    return [
      { label: toItLabel(details.direction), run: () => toIt(listener) },
      { label: 'Stop, keep the transfers', run: () => stopListening(id, false) },
      { label: 'Stop, cancel the transfers', run: () => stopListening(id, true) },
    ];
  },

  close: ({ id }) => cancel(id),
  stop: ({ id }) => stopListening(id, false),
  onChoose({ kind, id }) {
    const listener = kind === 'listener' ? transferState.listener(id) : undefined;
    if (listener) bindListener(listener.details.direction, id);
  },
  listenerName: ({ details, local }) =>
    `${details.direction === 'receive' ? 'Receive' : 'Send'} ${isLoopback(local.address) ? formatPort(local) : formatEndpoint(local)}`,
  sessionFigure: ({ state, details, closeReason }) =>
    details.question ? 'asks' : state === 'closed' ? closeReason : null,
  // What passed without being kept is what is in the files.
  sessionBytes: ({ counts, details: { direction, notCaptured } }) => ({
    in: counts.bytesIn + (direction === 'receive' ? notCaptured : 0),
    out: counts.bytesOut + (direction === 'send' ? notCaptured : 0),
  }),
  sessionName: nameOf,
  sessionWhere(session) {
    const { details, closeReason, title } = session;
    const more = details.question ? 'asks what to do' : closeReason;
    return `${isOrAre(session)} ${title}${more === null ? '' : `, ${more}`}`;
  },
};

/** The button by which this window becomes the other end of a listener. */
export const toItLabel = (direction: 'send' | 'receive'): string =>
  direction === 'receive' ? 'Send to it' : 'Receive from it';
