import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useBench } from '../../bridge/bench-store.ts';
import { useRowHeights } from '../../ui/density.ts';
import { formatCount } from '../../ui/format.ts';
import { UndoIcon } from '../../ui/icons.tsx';
import { VirtualRows, type VirtualRowsHandle } from '../../ui/rows/VirtualRows.tsx';
import { focusMessage } from './focus.ts';
import { SectionHead } from './parts.tsx';
import { removable, remove, undoRemoval } from './removal.ts';
import { type MenuPlace, RowMenu } from './RowMenu.tsx';
import { ListenerRow, SessionRow } from './SessionRows.tsx';
import { bindListener, select, toggle, useTcp } from './store.ts';
import { type TreeRow, treeRows } from './tree.ts';

/** Every session of the bench under the listener that accepted it; ten thousand cost no more than those in view. */
export function SessionsSection() {
  const rows = useTree();
  const { list } = useRowHeights();
  const selected = useTcp((s) => s.selected);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const count = useShownSessions();
  const index = rows.findIndex((row) => row.id === selected?.id);

  // Who is chosen elsewhere comes into view, and stays there when others come before it; once scrolled away it is left.
  const rowsRef = useRef<VirtualRowsHandle>(null);
  const wanted = index < 0 ? null : selected?.id;
  const seen = useRef<{ id?: string | null; inView(index: number): boolean; index: number }>({
    index: -1,
    inView: () => false,
  });
  useEffect(() => {
    const { id, index: before, inView } = seen.current;
    if (wanted && (id !== wanted || inView(before))) rowsRef.current?.goTo(index);
    seen.current.id = wanted;
    seen.current.index = index;
  }, [wanted, index]);
  const onRangeChange = useCallback((first: number, last: number) => {
    seen.current.inView = (at) => at >= first && at <= last;
  }, []);

  const openMenu = (at: number, element: HTMLElement) => {
    const row = rows[at];
    if (row) setMenu({ row, element });
  };
  const onKeyDown = (event: KeyboardEvent, active: number) => {
    const row = rows[active];
    if (!row) return;
    if (event.key === 'Delete') {
      if (removable().includes(row.id)) remove([row.id]);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      openMenu(active, event.target as HTMLElement);
    } else if (row.kind === 'listener' && event.key === (row.folded ? 'ArrowRight' : 'ArrowLeft')) {
      toggle('folded', row.id);
    } else return;
    event.preventDefault();
  };
  const onActivate = (at: number) => {
    const row = rows[at];
    if (row?.kind === 'listener') toggle('folded', row.id);
    else focusMessage();
  };
  const onSelect = (at: number) => {
    const row = rows[at];
    if (!row) return;
    select({ kind: row.kind, id: row.id });
    if (row.kind === 'listener') bindListener(row.id);
  };

  return (
    <Column aria-label="Sessions of the bench">
      <Head>
        <h2>Sessions</h2>
        <Figure>{formatCount(count)}</Figure>
        <ClearEnded />
      </Head>
      {rows.length === 0 ? <Nothing>Listeners and connections appear here.</Nothing> : null}
      <Rows>
        <VirtualRows
          ref={rowsRef}
          count={rows.length}
          rowHeight={list}
          label="Sessions"
          role="list"
          selected={index < 0 ? null : index}
          onRangeChange={onRangeChange}
          onSelect={onSelect}
          onActivate={onActivate}
          onKeyDown={onKeyDown}
          onContextMenu={(at, event: MouseEvent) => {
            event.preventDefault();
            onSelect(at);
            openMenu(at, event.currentTarget as HTMLElement);
          }}
          rowKey={(at) => rows[at]?.id ?? at}
          rowProps={(at) => ({ 'aria-current': at === index ? 'true' : undefined })}
          renderRow={(at) => {
            const row = rows[at];
            if (!row) return null;
            return row.kind === 'listener' ? (
              <ListenerRow row={row} onMenu={(element) => openMenu(at, element)} />
            ) : (
              <SessionRow row={row} onMenu={(element) => openMenu(at, element)} />
            );
          }}
        />
      </Rows>
      <UndoBar />
      {menu ? <RowMenu {...menu} onClose={() => setMenu(null)} /> : null}
    </Column>
  );
}

/** The rows change when something comes or goes, not with each byte. */
function useTree(): TreeRow[] {
  const shape = useBench((s) => s.shape);
  const folded = useTcp((s) => s.folded);
  const removing = useTcp((s) => s.removing);
  return useMemo(() => {
    const { listeners, sessions } = useBench.getState();
    // `shape` is what this hangs on: the maps themselves are new with each batch of figures.
    return shape < 0 ? [] : treeRows(listeners, sessions, folded, removing);
  }, [shape, folded, removing]);
}

/** How many sessions the list stands for, folded ones too. */
function useShownSessions(): number {
  const shape = useBench((s) => s.shape);
  const removing = useTcp((s) => s.removing);
  return useMemo(() => {
    const { sessions } = useBench.getState();
    let hidden = 0;
    for (const id of removing) if (sessions.has(id)) hidden += 1;
    return shape < 0 ? 0 : sessions.size - hidden;
  }, [shape, removing]);
}

function ClearEnded() {
  const shape = useBench((s) => s.shape);
  const removing = useTcp((s) => s.removing);
  const some = useMemo(() => shape >= 0 && removing.size >= 0 && removable().length > 0, [shape, removing]);
  return some ? (
    <Button size="small" variant="text" onClick={() => remove(removable())}>
      Clear ended
    </Button>
  ) : (
    <span />
  );
}

function UndoBar() {
  const count = useTcp((s) => s.removing.size);
  if (count === 0) return null;
  return (
    <Undo role="status">
      <span>{formatCount(count)} removed</span>
      <Button size="small" startIcon={<UndoIcon width={14} height={14} />} onClick={undoRemoval}>
        Undo
      </Button>
    </Undo>
  );
}

const Column = styled('section')({ display: 'flex', flexDirection: 'column', flex: '1 1 0', minHeight: 120 });
const Head = styled(SectionHead)({ padding: '8px 12px 4px' });
const Figure = styled('span')({ color: 'var(--wb-muted)' });
const Rows = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  flex: '1 1 0',
  minHeight: 0,
  // The selected row reaches the edge of the pane.
  '& .wb-rows-scroller': { scrollbarGutter: 'auto' },
});
const Nothing = styled('p')({ margin: 0, padding: '4px 12px', color: 'var(--wb-muted)' });
const Undo = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  flex: '0 0 auto',
  padding: '4px 12px',
  borderTop: '1px solid var(--wb-line)',
  background: 'var(--wb-hover)',
});
