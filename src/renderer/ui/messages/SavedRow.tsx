import IconButton from '@mui/material/IconButton';
import { type DragEvent, useState } from 'react';
import {
  ChevronDownIcon,
  ChevronRightIcon,
  FolderIcon,
  MessageIcon,
  MoreIcon,
  PlayIcon,
  SequenceIcon,
} from '../icons.tsx';
import { fire, useWhyNot } from './fire.ts';
import { toggleFolder } from './panel-store.ts';
import type { SavedTreeRow } from './tree-rows.ts';

const DRAG = 'application/x-wirebench-saved';
const ICONS = { folder: FolderIcon, message: MessageIcon, sequence: SequenceIcon };

/** One line of the panel: its name, its key, and the button that sends it. It can be dragged into a folder. */
export function SavedRow({
  row,
  session,
  onMenu,
  onDrop,
}: {
  row: SavedTreeRow;
  session: string;
  onMenu(element: HTMLElement): void;
  onDrop(id: string, on: SavedTreeRow): void;
}) {
  const { item, depth, folded, inside } = row;
  const whyNot = useWhyNot(session);
  const [over, setOver] = useState(false);
  const Icon = ICONS[item.kind];
  const verb = item.kind === 'sequence' ? 'Run' : 'Send';
  return (
    <div
      className="wb-saved-row"
      style={{ paddingLeft: 8 + depth * 16 }}
      title={'target' in item && item.target !== '' ? `For ${item.target}` : undefined}
      data-over={over || undefined}
      draggable
      onDragStart={(event: DragEvent) => {
        event.dataTransfer.setData(DRAG, item.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAG)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const id = event.dataTransfer.getData(DRAG);
        if (id === '') return;
        event.preventDefault();
        event.stopPropagation();
        onDrop(id, row);
      }}
    >
      {item.kind === 'folder' ? (
        <IconButton
          size="small"
          tabIndex={-1}
          aria-label={`${folded ? 'Unfold' : 'Fold'} ${item.name}`}
          aria-expanded={!folded}
          onClick={(event) => {
            event.stopPropagation();
            toggleFolder(item.id);
          }}
        >
          {folded ? <ChevronRightIcon width={14} height={14} /> : <ChevronDownIcon width={14} height={14} />}
        </IconButton>
      ) : null}
      <Icon width={16} height={16} className="wb-saved-icon" />
      <span className="wb-saved-name">{item.name}</span>
      <span className="wb-grow" />
      {item.kind === 'folder' ? (
        <span className="wb-pane-note">{inside > 0 ? inside : ''}</span>
      ) : (
        <>
          {item.key ? <kbd className="wb-saved-key">{item.key}</kbd> : null}
          <IconButton
            size="small"
            // The list is one stop of the Tab key; Enter on the row does the same.
            tabIndex={-1}
            aria-label={`${verb} ${item.name}`}
            title={whyNot ?? `${verb} (Enter)`}
            disabled={whyNot !== null}
            onClick={(event) => {
              event.stopPropagation();
              void fire(item);
            }}
            onDoubleClick={(event) => event.stopPropagation()}
          >
            <PlayIcon width={16} height={16} />
          </IconButton>
        </>
      )}
      <IconButton
        size="small"
        className="wb-more"
        tabIndex={-1}
        aria-label={`Actions for ${item.name}`}
        aria-haspopup="menu"
        onClick={(event) => {
          event.stopPropagation();
          onMenu(event.currentTarget);
        }}
      >
        <MoreIcon strokeWidth={2.4} />
      </IconButton>
    </div>
  );
}
