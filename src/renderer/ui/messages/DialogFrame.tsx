import Button from '@mui/material/Button';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import { toFailure } from '../../bridge/failure.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { useChanged } from '../Discard.tsx';
import { CancelButton, Modal } from '../Modal.tsx';
import './messages.css';
import { closeSavedDialog } from './panel-store.ts';
import type { SaveHow } from './PlaceFields.tsx';

/** A dialog with a form: what was typed stays until it is saved or given up. */
export function DialogFrame({
  title,
  width,
  content,
  wrong,
  onSave,
  children,
}: {
  title: string;
  width: number;
  /** All that is typed in it. */
  content: unknown;
  /** What stands in the way of saving. */
  wrong: string | null;
  onSave(how: SaveHow): Promise<void>;
  children: ReactNode;
}) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saving, setSaving] = useState(false);
  /** An empty form that nobody has touched yet is not wrong. */
  const [touched, setTouched] = useState(false);
  const save = async (how: SaveHow) => {
    if (wrong !== null || saving) return;
    setSaving(true);
    setFailure(null);
    try {
      await onSave(how);
      closeSavedDialog();
    } catch (error) {
      setFailure(toFailure(error));
    } finally {
      setSaving(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save('careful');
  };
  return (
    <Modal title={title} close="Close" width={width} onClose={closeSavedDialog} unsaved={useChanged(content)}>
      <form className="wb-dialog-form" aria-label={title} onInput={() => setTouched(true)} onSubmit={submit}>
        <div className="wb-dialog-body">{children}</div>
        {failure ? (
          <div className="wb-dialog-failure">
            <FailureNotice failure={failure} onDismiss={() => setFailure(null)} />
            {failure.code === 'CHANGED' ? (
              <div className="wb-dialog-ways">
                <Button onClick={() => void save('copy')}>Save as a copy</Button>
                <Button onClick={() => void save('over')}>Save over it</Button>
              </div>
            ) : null}
          </div>
        ) : null}
        <div className="wb-dialog-foot">
          <span className={touched ? 'wb-compose-said wb-compose-wrong' : 'wb-compose-said'}>
            {wrong ?? ''}
          </span>
          <CancelButton />
          <Button type="submit" variant="contained" disabled={wrong !== null || saving}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
