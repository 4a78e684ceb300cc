import Button from '@mui/material/Button';
import type { TcpSession } from '../../../contract/tools/tcp.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { mend } from '../../ui/form/mends.ts';
import { HeaderItem } from '../../ui/session/SessionHeader.tsx';
import { relayedBy } from './relayed-by.ts';

/** Between this connection and its other end stands a relay of the bench: so it has no twin, and here is why. */
export function Relayed({ session: { local, remote, twin } }: { session: TcpSession }) {
  const by = useBench((s) => (twin === null ? relayedBy(s.sessions.values(), local, remote) : null));
  if (by === null) return null;
  return (
    <HeaderItem data-figure>
      <Button
        size="small"
        title="A relay of this bench stands between the two ends. Show what passes there."
        onClick={() =>
          mend({ label: 'Show the relay', form: 'relayed session', set: { session: by }, submit: false })
        }
      >
        Through a relay
      </Button>
    </HeaderItem>
  );
}
