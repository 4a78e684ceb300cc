import Button from '@mui/material/Button';
import { useEffect } from 'react';
import { SaveIcon } from '../../../ui/icons.tsx';
import { currentRequest, type OpenRequest, useHttp } from '../store.ts';
import { saveRequest } from './actions.ts';
import { useConflicts } from './follow-files.ts';

/** Keeps a request as a file of a collection. */
export function SaveButton({ request }: { request: OpenRequest }) {
  const conflict = useConflicts((s) => s.keys.has(request.key));
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!mod || event.key.toLowerCase() !== 's' || document.querySelector('.MuiModal-root')) return;
      event.preventDefault();
      void saveRequest(currentRequest(useHttp.getState()).key);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <Button
      type="button"
      size="small"
      variant="text"
      {...(conflict ? { color: 'warning' as const } : {})}
      title={conflict ? 'Its file was changed on the disk too' : 'Ctrl S'}
      startIcon={<SaveIcon width={16} height={16} />}
      onClick={() => void saveRequest(request.key)}
    >
      Save
    </Button>
  );
}
