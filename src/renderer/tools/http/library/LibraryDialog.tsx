import Button from '@mui/material/Button';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import { useBench } from '../../../bridge/bench-store.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { Field } from '../../../ui/Field.tsx';
import { pickFolder } from '../../../ui/files/pick.ts';
import { CancelButton, Modal } from '../../../ui/Modal.tsx';
import { closeDialog } from './panel-store.ts';

/** A dialog with a form: what was typed stays until it is done or given up. */
export function LibraryDialog({
  title,
  submit,
  width = 480,
  disabled = false,
  unsaved = false,
  onSubmit,
  children,
  foot,
}: {
  title: string;
  /** The name of the button that does it. */
  submit: string;
  width?: number;
  disabled?: boolean;
  /** Something was typed that closing it would lose. */
  unsaved?: boolean;
  /** Rejects as a call does; the dialog closes when it is done, unless it answers `stay`. */
  onSubmit(): Promise<void | 'stay'>;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (event: FormEvent) => {
    event.preventDefault();
    // A form in a dialog is inside the page’s own for React.
    event.stopPropagation();
    if (busy || disabled) return;
    setBusy(true);
    setFailure(null);
    try {
      if ((await onSubmit()) !== 'stay') closeDialog();
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal title={title} close="Close" width={width} onClose={closeDialog} unsaved={unsaved}>
      <form className="wb-library-dialog" aria-label={title} onSubmit={(event) => void run(event)}>
        <div className="wb-library-body">
          {children}
          {failure ? <FailureNotice failure={failure} onDismiss={() => setFailure(null)} /> : null}
        </div>
        <div className="wb-library-foot">
          <span>{foot}</span>
          <CancelButton />
          <Button type="submit" variant="contained" disabled={busy || disabled}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** A folder of the machine that runs the bench, typed or chosen. */
export function FolderField({
  label,
  value,
  onChange,
  help,
  autoFocus,
}: {
  label: string;
  value: string;
  onChange(value: string): void;
  help?: string;
  autoFocus?: boolean;
}) {
  const dialogs = useBench((s) => s.info?.can.nativeDialogs ?? false);
  const field = (
    <Field
      label={label}
      value={value}
      mono
      autoFocus={autoFocus}
      placeholder="~/requests"
      help={help}
      onChange={onChange}
    />
  );
  if (!dialogs) return field;
  return (
    <div className="wb-library-path">
      {field}
      <Button
        type="button"
        onClick={() =>
          void pickFolder('Choose the folder of a collection').then((one) => one && onChange(one))
        }
      >
        Choose…
      </Button>
    </div>
  );
}
