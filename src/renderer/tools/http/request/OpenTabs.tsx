import IconButton from '@mui/material/IconButton';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { ActMenu } from '../../../ui/ActMenu.tsx';
import { CrossIcon, MoreIcon, PlusIcon } from '../../../ui/icons.tsx';
import { ContextSelect } from '../library/ContextSelect.tsx';
import { editRequest, httpState, type OpenRequest, showRequest, useHttp } from '../store.ts';
import { closeOthers, closeRequest, duplicate, newRequest, reopen } from './open.ts';
import './request.css';
import { titleOf } from './title.ts';

/** The requests that are open, as tabs: over the request that is looked at, and over a server or a connection too. */
export function OpenTabs() {
  const open = useHttp((s) => s.open);
  const current = useHttp((s) => s.current);
  const closed = useHttp((s) => s.closed.length > 0);
  const chosen = httpState.use((s) => s.selected);
  // What was selected may have left the bench: then the request is shown again.
  const session = httpState.useSession(chosen?.id ?? null);
  const listener = httpState.useListener(chosen?.id ?? null);
  const over = session ?? listener;
  const [menu, setMenu] = useState<{ key: string; element: HTMLElement } | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  // The one that is looked at is in view, also when its title or the window changes.
  useEffect(() => {
    const tab = list.current?.querySelector('[aria-selected="true"]')?.parentElement;
    if (!tab || !list.current) return;
    const observer = new ResizeObserver(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    observer.observe(list.current);
    observer.observe(tab);
    return () => observer.disconnect();
  }, [current, open.length]);

  const focusTab = (key: string) =>
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus());
  const onKeyDown = (event: KeyboardEvent, one: OpenRequest, at: number) => {
    const go = (to: number) => {
      const next = open[(to + open.length) % open.length];
      if (!next) return;
      showRequest(next.key);
      focusTab(next.key);
    };
    const moves: Record<string, () => void> = {
      ArrowLeft: () => go(at - 1),
      ArrowRight: () => go(at + 1),
      Home: () => go(0),
      End: () => go(-1),
      Delete: () => {
        closeRequest(one.key);
        focusTab(useHttp.getState().current);
      },
      F2: () => setRenaming(one.key),
    };
    const menuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    const move = menuKey
      ? () => setMenu({ key: one.key, element: event.currentTarget as HTMLElement })
      : moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };
  const of = open.find(({ key }) => key === menu?.key);

  return (
    <div className="wb-open">
      <div className="wb-open-tabs" role="tablist" aria-label="Open requests" ref={list}>
        {open.map((one, at) =>
          renaming === one.key ? (
            <Rename key={one.key} one={one} onDone={() => (setRenaming(null), focusTab(one.key))} />
          ) : (
            <div
              key={one.key}
              role="presentation"
              className="wb-open-tab"
              data-current={(!over && one.key === current) || undefined}
            >
              <button
                type="button"
                role="tab"
                data-key={one.key}
                aria-selected={!over && one.key === current}
                aria-controls={!over && one.key === current ? 'http-request' : undefined}
                tabIndex={one.key === current ? 0 : -1}
                aria-label={`${titleOf(one.draft)}${one.changed && one.saved ? ' changed' : ''}`}
                title={`${titleOf(one.draft)}${one.changed && one.saved ? ' (changed)' : ''}`}
                onClick={() => showRequest(one.key)}
                onDoubleClick={() => setRenaming(one.key)}
                onKeyDown={(event) => onKeyDown(event, one, at)}
                onAuxClick={(event) => event.button === 1 && closeRequest(one.key)}
                onContextMenu={(event) => {
                  event.preventDefault();
                  setMenu({ key: one.key, element: event.currentTarget });
                }}
              >
                <Title of={one} />
                {one.changed && one.saved ? <i /> : null}
              </button>
              {/* Keys have Delete on the tab itself. */}
              <IconButton
                size="small"
                tabIndex={-1}
                aria-hidden="true"
                title="Close"
                onClick={() => closeRequest(one.key)}
              >
                <CrossIcon />
              </IconButton>
            </div>
          ),
        )}
      </div>
      <IconButton aria-label="New request" title="New request" onClick={newRequest}>
        <PlusIcon />
      </IconButton>
      <IconButton
        aria-label="What can be done with the open requests"
        title="Rename, duplicate, close"
        aria-haspopup="menu"
        onClick={(event) => setMenu({ key: current, element: event.currentTarget })}
      >
        <MoreIcon strokeWidth={2.4} />
      </IconButton>
      <span className="wb-grow" />
      <ContextSelect />
      {menu && of ? (
        <ActMenu
          element={menu.element}
          onClose={() => setMenu(null)}
          acts={[
            { label: 'Rename', run: () => setRenaming(of.key) },
            { label: 'Duplicate', run: () => duplicate(of) },
            { label: 'Close', run: () => closeRequest(of.key) },
            ...(open.length > 1 ? [{ label: 'Close others', run: () => closeOthers(of.key) }] : []),
            ...(closed ? [{ label: 'Reopen the closed one', run: reopen }] : []),
          ]}
        />
      ) : null}
    </div>
  );
}

/**
 * So much of the end of a long title is always shown, as its method is: what addresses differ in stands there. More
 * would leave nothing between them in a narrow tab.
 */
const TAIL = 8;

function Title({ of: { draft } }: { of: OpenRequest }) {
  const title = titleOf(draft);
  const method = title.indexOf(' ') + 1;
  const slash = title.lastIndexOf('/', title.length - 2);
  // A short last step of the path is not shown with the end of what is before it.
  const tail = Math.max(slash, title.length - TAIL);
  if (draft.name !== '' || tail <= method + 4) return <span>{title}</span>;
  return (
    <>
      <b>{title.slice(0, method)}</b>
      <span>{title.slice(method, tail)}</span>
      <b>{title.slice(tail)}</b>
    </>
  );
}

/** The name of a request, while it is changed: in the place of its tab. */
function Rename({ one, onDone }: { one: OpenRequest; onDone(): void }) {
  const [name, setName] = useState(one.draft.name || titleOf(one.draft));
  const given = useRef(false);
  const take = (keep: boolean) => {
    if (given.current) return;
    given.current = true;
    if (keep && name.trim() !== one.draft.name) editRequest({ name: name.trim() }, one.key);
    onDone();
  };
  return (
    <div role="presentation" className="wb-open-tab" data-current>
      <input
        aria-label="Name of the request"
        autoFocus
        value={name}
        spellCheck={false}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => take(true)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          take(event.key === 'Enter');
        }}
      />
    </div>
  );
}
