import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { useRows } from '../../bridge/captures.ts';
import { usePeers } from '../../bridge/peers.ts';
import { InlineField } from '../../ui/InlineField.tsx';
import { focusMessage } from '../../ui/form/focus.ts';
import { useView } from '../../ui/session/view-store.ts';
import { replyTo } from './actions.ts';
import { targetError } from './forms.ts';
import { setTarget } from './store.ts';

/** Where the next message goes: typed, chosen among the peers, or the peer of the row that is selected. */
export function SendTo({ session, to }: { session: UdpSession; to: string }) {
  const { id, counts, details } = session;
  const list = useId();
  const { peers } = usePeers(id, null, counts.rows);
  const active = useView(id).rows?.active ?? -1;
  const peer = useRows(id, active, active, active < 0 ? 0 : counts.rows)(active)?.peer;
  const wrong = to.trim() === '' ? null : targetError(to);
  return (
    <Row>
      <span aria-hidden="true">Send to</span>
      <InlineField
        label="Send to"
        placeholder="127.0.0.1:5001"
        title={wrong ?? 'A host and a port'}
        value={to}
        mono
        wide
        invalid={wrong !== null}
        disabled={details.onlyDestination}
        list={list}
        onChange={(text) => setTarget(id, text)}
        onEnter={() => focusMessage()}
      />
      <datalist id={list}>
        {peers.map((each) => (
          <option key={each.peer} value={each.peer} />
        ))}
      </datalist>
      {details.onlyDestination ? null : (
        <Button
          size="small"
          disabled={peer === undefined}
          title={peer === undefined ? 'Select a datagram in the timeline first' : `Send to ${peer}`}
          onClick={() => peer !== undefined && replyTo(id, peer)}
        >
          Reply
        </Button>
      )}
    </Row>
  );
}

const Row = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  flex: '0 0 auto',
  padding: '8px 12px 0',
  fontSize: 12,
  borderTop: '1px solid var(--wb-line)',
  background: 'var(--wb-panel)',
  color: 'var(--wb-muted)',
  // The composer begins here, and needs no line of its own.
  '& + form': { borderTop: 0 },
});
