import Button from '@mui/material/Button';
import { StopIcon } from '../../../ui/icons.tsx';
import type { OpenRequest } from '../store.ts';
import { disconnect, isLinked, useSocketOf } from './actions.ts';

const LEAVE = { connecting: 'Cancel', open: 'Disconnect', closing: 'Close now', over: 'Cancel' } as const;

/** Connects a WebSocket, or ends it: what Send and Cancel are to a request. */
export function ConnectButtons({ request }: { request: OpenRequest }) {
  const session = useSocketOf(request);
  if (session && isLinked(session))
    return (
      <Button type="button" variant="outlined" onClick={() => void disconnect(session)}>
        <StopIcon /> {LEAVE[session.details.webSocket?.state ?? 'over']}
      </Button>
    );
  return (
    <Button
      type="submit"
      variant="contained"
      aria-disabled={request.starting || undefined}
      title="Ctrl Enter"
    >
      Connect
    </Button>
  );
}
