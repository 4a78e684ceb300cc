import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import { Modal } from '../Modal.tsx';

/** What the dialogs of either end's settings are given. */
export interface SettingsProps<Form> {
  title: string;
  form: Form;
  /** Why the settings could not be used; it names a field. */
  failure: Failure | null;
  onChange(patch: Partial<Form>): void;
  onClose(): void;
  /** In place of the button that closes it. */
  children?: ReactNode;
}

/** A dialog of settings, which hold as they are typed: unless there are other `buttons`, one that closes it. */
export function SettingsFrame({
  title,
  buttons,
  onClose,
  children,
}: {
  title: string;
  buttons: ReactNode;
  onClose(): void;
  children: ReactNode;
}) {
  return (
    // A line of PEM has 64 characters.
    <Modal title={title} close="Close TLS settings" width={600} onClose={onClose}>
      <Body>{children}</Body>
      <Actions>
        {buttons ?? (
          <Button variant="contained" onClick={onClose}>
            Done
          </Button>
        )}
      </Actions>
    </Modal>
  );
}

export const Body = styled('div')({
  display: 'grid',
  gap: 12,
  padding: 16,
  overflow: 'auto',
  gridTemplateColumns: 'minmax(0, 1fr)',
  // What stands below a field keeps its distance.
  '& p:not(.MuiFormHelperText-root)': { margin: 0 },
});
const Actions = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  justifyContent: 'flex-end',
  gap: 8,
  padding: '8px 16px',
  borderTop: '1px solid var(--wb-line)',
});
