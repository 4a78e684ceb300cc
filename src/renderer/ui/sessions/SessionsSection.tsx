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
import { useRowHeights } from '../density.ts';
import { formatCount } from '../format.ts';
import { UndoIcon } from '../icons.tsx';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { focusMessage } from '../form/focus.ts';
import { SectionHead } from '../form/parts.tsx';
import { removable, remove, undoRemoval } from './removal.ts';
import { type MenuPlace, RowMenu } from './RowMenu.tsx';
import { ListenerRow, SessionRow } from './SessionRows.tsx';
import type { AnyToolBench } from './tool-bench.ts';
import { type TreeRow, treeRows } from './tree.ts';

/**
 * Every session of the tool under the listener that accepted it; ten thousand cost no more than those in view.
 * `nothing` says what will appear here.
 */
export function SessionsSection({ of, nothing }: { of: AnyToolBench; nothing: string }) {
  const rows = useTree(of);
  const { list } = useRowHeights();
  const selected = of.use((s) => s.selected);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const count = useShownSessions(of);
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
      if (removable(of).includes(row.id)) remove(of, [row.id]);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      openMenu(active, event.target as HTMLElement);
    } else if (row.kind === 'listener' && event.key === (row.folded ? 'ArrowRight' : 'ArrowLeft')) {
      of.toggle('folded', row.id);
    } else return;
    event.preventDefault();
  };
  const onActivate = (at: number) => {
    const row = rows[at];
    if (row?.kind === 'listener') of.toggle('folded', row.id);
    else focusMessage();
  };
  const onSelect = (at: number) => {
    const row = rows[at];
    if (!row) return;
    const chosen = { kind: row.kind, id: row.id };
    of.select(chosen);
    of.onChoose?.(chosen);
  };

  return (
    <Column aria-label="Sessions of the bench">
      <Head>
        <h2>Sessions</h2>
        <Figure>{formatCount(count)}</Figure>
        <ClearEnded of={of} />
      </Head>
      {rows.length === 0 ? <Nothing>{nothing}</Nothing> : null}
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
              <ListenerRow of={of} row={row} onMenu={(element) => openMenu(at, element)} />
            ) : (
              <SessionRow of={of} row={row} onMenu={(element) => openMenu(at, element)} />
            );
          }}
        />
      </Rows>
      <UndoBar of={of} />
      {menu ? <RowMenu of={of} {...menu} onClose={() => setMenu(null)} /> : null}
    </Column>
  );
}

/** The rows change when something comes or goes, not with each byte. */
function useTree({ tool, use }: AnyToolBench): TreeRow[] {
  const shape = useBench((s) => s.shape);
  const folded = use((s) => s.folded);
  const removing = use((s) => s.removing);
  return useMemo(() => {
    const { listeners, sessions } = useBench.getState();
    // `shape` is what this hangs on: the maps themselves are new with each batch of figures.
    if (shape < 0) return [];
    return treeRows(
      new Map([...listeners].filter(([, listener]) => listener.tool === tool)),
      new Map([...sessions].filter(([, session]) => session.tool === tool)),
      folded,
      removing,
    );
  }, [tool, shape, folded, removing]);
}

/** How many sessions the list stands for, folded ones too. */
function useShownSessions({ tool, use }: AnyToolBench): number {
  const shape = useBench((s) => s.shape);
  const removing = use((s) => s.removing);
  return useMemo(() => {
    let shown = 0;
    if (shape < 0) return shown;
    for (const session of useBench.getState().sessions.values())
      if (session.tool === tool && !removing.has(session.id)) shown += 1;
    return shown;
  }, [tool, shape, removing]);
}

function ClearEnded({ of }: { of: AnyToolBench }) {
  const shape = useBench((s) => s.shape);
  const removing = of.use((s) => s.removing);
  const some = useMemo(
    () => shape >= 0 && removing.size >= 0 && removable(of).length > 0,
    [of, shape, removing],
  );
  return some ? (
    <Button size="small" variant="text" onClick={() => remove(of, removable(of))}>
      Clear ended
    </Button>
  ) : (
    <span />
  );
}

function UndoBar({ of }: { of: AnyToolBench }) {
  const count = of.use((s) => s.removing.size);
  if (count === 0) return null;
  return (
    <Undo role="status">
      <span>{formatCount(count)} removed</span>
      <Button size="small" startIcon={<UndoIcon width={14} height={14} />} onClick={() => undoRemoval(of)}>
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
