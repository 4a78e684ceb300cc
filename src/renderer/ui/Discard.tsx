import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId, useState } from 'react';

/** Whether a form says something else than when it was opened. */
export function useChanged(form: unknown): boolean {
  const now = JSON.stringify(form);
  const [first] = useState(now);
  return now !== first;
}

/**
 * Asks once before what was typed is lost. `leave` does `then` at once where nothing was; the question belongs into what
 * is drawn.
 */
export function useDiscard(unsaved: boolean): { leave(then: () => void): void; question: ReactNode } {
  const [asked, setAsked] = useState<{ run: () => void } | null>(null);
  return {
    leave: (then) => (unsaved ? setAsked({ run: then }) : then()),
    question: asked && (
      <Question
        onStay={() => setAsked(null)}
        onDiscard={() => {
          setAsked(null);
          asked.run();
        }}
      />
    ),
  };
}

function Question({ onStay, onDiscard }: { onStay(): void; onDiscard(): void }) {
  const id = useId();
  return (
    <Dialog
      open
      role="alertdialog"
      onClose={onStay}
      transitionDuration={0}
      aria-labelledby={id}
      aria-describedby={`${id}-what`}
    >
      <Body>
        <h2 id={id}>Discard changes?</h2>
        <p id={`${id}-what`}>What you changed is not kept yet.</p>
        <div>
          <Button type="button" onClick={onDiscard}>
            Discard
          </Button>
          <Button type="button" variant="contained" autoFocus onClick={onStay}>
            Keep editing
          </Button>
        </div>
      </Body>
    </Dialog>
  );
}

const Body = styled('div')({
  display: 'grid',
  gap: 8,
  width: 320,
  padding: 16,
  '& h2': { margin: 0, fontSize: 15, lineHeight: '20px', fontWeight: 600 },
  '& p': { margin: 0, color: 'var(--wb-muted)' },
  '& > div': { display: 'flex', justifyContent: 'flex-end', gap: 8, marginTop: 8 },
});
