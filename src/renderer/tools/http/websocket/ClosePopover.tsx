import Button from '@mui/material/Button';
import Popover from '@mui/material/Popover';
import { useState } from 'react';
import type { HttpSession } from '../../../../contract/tools/http.ts';
import {
  CLOSE_CODES,
  CLOSE_MESSAGE,
  closeMeaning,
  closeName,
  MAX_REASON,
  mayClose,
} from '../../../../contract/payload/websocket/words.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { Field } from '../../../ui/Field.tsx';
import '../../../ui/lens/lens.css';
import { closeWith } from './actions.ts';

/** Asks for the code and the reason of a close. */
export function ClosePopover({
  session,
  anchor,
  onClose,
}: {
  session: HttpSession;
  anchor: HTMLElement | null;
  onClose(): void;
}) {
  return (
    <Popover
      open={anchor !== null}
      anchorEl={anchor}
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      transitionDuration={0}
      slotProps={{ paper: { className: 'wb-lens-paper' } }}
    >
      <CloseForm session={session.id} onClose={onClose} />
    </Popover>
  );
}

function CloseForm({ session, onClose }: { session: string; onClose(): void }) {
  const [typed, setTyped] = useState('1000');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const code = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : NaN;
  const fits = mayClose(code);
  const long = new TextEncoder().encode(reason).length > MAX_REASON;
  const close = async () => {
    try {
      await closeWith(session, code, reason);
      onClose();
    } catch (error) {
      setProblem(toFailure(error).message);
    }
  };
  return (
    <form
      aria-label="Close the WebSocket"
      className="wb-lens-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (fits && !long) void close();
      }}
    >
      <Field
        label="Code"
        mono
        autoFocus
        inputMode="numeric"
        value={typed}
        suggestions={CLOSE_CODES.map((one) => ({ value: String(one), label: closeName(one) }))}
        error={fits ? problem : CLOSE_MESSAGE}
        help={fits ? [closeName(code), closeMeaning(code)].filter(Boolean).join(': ') : undefined}
        onChange={setTyped}
      />
      <Field
        label="Reason"
        value={reason}
        error={long ? `Reason can’t be longer than ${MAX_REASON} bytes.` : null}
        onChange={setReason}
      />
      <div className="wb-lens-buttons">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={!fits || long}>
          Close it
        </Button>
      </div>
    </form>
  );
}
