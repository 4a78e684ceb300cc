import Button from '@mui/material/Button';
import type { TransferListener } from '../../../contract/tools/transfer.ts';
import { Buttons, Exposed, Hint } from '../../ui/form/parts.tsx';
import { formatCount, formatEndpoint } from '../../ui/format.ts';
import { Running } from '../../ui/sessions/Running.tsx';
import { StopButtons } from '../../ui/sessions/StopButtons.tsx';
import { stopListening, toIt } from './actions.ts';
import { toItLabel } from './bench.ts';
import { MODE_NAMES } from './words.ts';

/** A listener that runs: where, what it does, and how to end it. */
export function RunningListener({ listener }: { listener: TransferListener }) {
  const { id, local, exposed, open, details } = listener;
  const receives = details.direction === 'receive';
  return (
    <>
      <Running at={formatEndpoint(local)} is={receives ? 'waits for senders' : 'waits for receivers'} />
      {exposed ? <Exposed /> : null}
      <Hint style={{ overflowWrap: 'anywhere' }}>
        {MODE_NAMES[details.mode]}
        {details.tls ? ', inside TLS' : ''}: {receives ? `into ${details.folder}` : details.what}.
        {open > 0 ? ` ${formatCount(open)} under way.` : ''}
      </Hint>
      <Buttons>
        <Button
          variant={open === 0 ? 'contained' : 'outlined'}
          data-field="toIt"
          onClick={() => void toIt(listener)}
        >
          {toItLabel(details.direction)}
        </Button>
        <StopButtons
          what="transfers"
          end="cancel"
          label={receives ? 'Stop receiving' : 'Stop sending'}
          onStop={(cancel) => void stopListening(id, cancel)}
        />
      </Buttons>
    </>
  );
}
