import IconButton from '@mui/material/IconButton';
import { formatBytes, formatExact } from '../format.ts';
import { CrossIcon, FileIcon } from '../icons.tsx';
import type { Attachment } from './draft-store.ts';

/** Bytes that go as they are, in place of the message. */
export function AttachmentChip({
  attachment,
  disabled,
  onRemove,
}: {
  attachment: Attachment;
  disabled: boolean;
  onRemove(): void;
}) {
  const { name, kind, blob } = attachment;
  return (
    <div className="wb-attachment">
      <span className="wb-compose-label">{kind === 'file' ? 'File' : 'Message'}</span>
      <div className="wb-attachment-chip">
        <FileIcon />
        <span className="wb-attachment-name">{name}</span>
        <span className="wb-pane-note" title={formatExact(blob.size)}>
          {formatBytes(blob.size)}, sent as it is
        </span>
        <span className="wb-grow" />
        <IconButton size="small" aria-label={`Remove ${name}`} disabled={disabled} onClick={onRemove}>
          <CrossIcon />
        </IconButton>
      </div>
    </div>
  );
}
