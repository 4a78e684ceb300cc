import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { Hint } from '../../../ui/form/parts.tsx';
import { CancelButton, Modal } from '../../../ui/Modal.tsx';
import { closeServeDialog, applyRoutes } from './actions.ts';
import { draftOf, readRoutes, ROUTE, type RouteDraft } from './forms.ts';
import { RouteFields } from './RouteFields.tsx';
import './routes.css';
import { editRoutes, useServe } from './serve-store.ts';

const wrongRoute = (message: string, field?: string): Failure => ({
  code: 'BAD_INPUT',
  message,
  field,
  mends: [],
});

const nameOf = ({ method, path }: RouteDraft): string => `${method || 'Any'} ${path}`;

/** The routes of the form, or of a server that runs: the first that fits a request answers it. */
export function RoutesDialog({ listener }: { listener: string | null }) {
  const [routes, setRoutes] = useState<readonly RouteDraft[]>(useServe.getState().routes);
  const [first, setFirst] = useState(routes);
  const [chosen, setChosen] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [removed, setRemoved] = useState<{ at: number; route: RouteDraft } | null>(null);
  const fields = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  /** Where the keyboard goes with the next change. */
  const next = useRef<'row' | 'path' | null>(null);
  useEffect(() => {
    if (listener === null) return;
    getClient()
      .httpServer.what({ listener })
      .then(
        ({ what }) => {
          if (what.serves !== 'routes') return;
          const read = what.routes.map(draftOf);
          setRoutes(read);
          setFirst(read);
        },
        (error: unknown) => setFailure(toFailure(error)),
      );
  }, [listener]);
  // What can't be read is gone to, when it was told.
  useEffect(() => {
    if (failure?.field) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);

  useEffect(() => {
    if (next.current === 'row') list.current?.querySelectorAll<HTMLElement>('li > button')[chosen]?.focus();
    if (next.current === 'path')
      fields.current?.querySelector<HTMLInputElement>('[data-field=path] input')?.select();
    next.current = null;
  }, [routes, chosen]);

  const route = routes[chosen];
  const change = (changed: readonly RouteDraft[]) => {
    setRoutes(changed);
    setFailure(null);
  };
  const changeOne = (at: number, patch: Partial<RouteDraft>) =>
    change(routes.map((one, i) => (i === at ? { ...one, ...patch } : one)));
  const add = (one: RouteDraft) => {
    change([...routes, one]);
    setChosen(routes.length);
    next.current = 'path';
  };
  const move = (by: number, row = false) => {
    const to = chosen + by;
    const other = routes[to];
    if (!route || !other) return;
    change(routes.map((one, i) => (i === to ? route : i === chosen ? other : one)));
    setChosen(to);
    // The button that was pressed can’t be pressed again at either end.
    if (row || to === 0 || to === routes.length - 1) next.current = 'row';
  };
  const remove = () => {
    if (!route) return;
    setRemoved({ at: chosen, route });
    change(routes.filter((_, i) => i !== chosen));
    setChosen(Math.max(0, Math.min(chosen, routes.length - 2)));
    next.current = 'row';
    announce(`${nameOf(route)} was removed`);
  };
  const undo = () => {
    if (!removed) return;
    change(routes.toSpliced(removed.at, 0, removed.route));
    setChosen(removed.at);
    setRemoved(null);
    next.current = 'row';
  };
  const byKey = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (by === 0 && event.key !== 'Delete') return;
    event.preventDefault();
    if (by === 0) return remove();
    if (event.altKey) return move(by, true);
    setChosen(Math.max(0, Math.min(chosen + by, routes.length - 1)));
    next.current = 'row';
  };
  const use = async () => {
    const read = readRoutes(routes);
    if ('problem' in read) {
      setChosen(read.at);
      return setFailure(wrongRoute(read.problem, read.field));
    }
    try {
      if (listener !== null) await applyRoutes(listener, routes);
      editRoutes(routes);
      closeServeDialog();
    } catch (error) {
      const told = toFailure(error);
      const [, at, field] = /^route (\d+): (\w+)$/.exec(told.field ?? '') ?? [];
      if (at !== undefined) setChosen(Number(at) - 1);
      setFailure({ ...told, field });
    }
  };
  return (
    <Modal
      title="Routes"
      close="Close routes"
      width={880}
      onClose={closeServeDialog}
      unsaved={JSON.stringify(routes) !== JSON.stringify(first)}
    >
      <div className="wb-routes">
        <div className="wb-routes-list">
          <ol aria-label="Routes in order" ref={list}>
            {routes.map((one, at) => (
              // A route has no name of its own: it is its place.
              <li key={at}>
                <Checkbox
                  size="small"
                  checked={one.on}
                  slotProps={{ input: { 'aria-label': `Route ${at + 1} is on` } }}
                  onChange={(event) => changeOne(at, { on: event.target.checked })}
                />
                <button
                  type="button"
                  aria-current={at === chosen ? 'true' : undefined}
                  onClick={() => setChosen(at)}
                  // One stop of the Tab key, whose arrows lead to the others.
                  tabIndex={at === chosen ? 0 : -1}
                  onKeyDown={byKey}
                >
                  <b>{one.method || 'Any'}</b>
                  <span>{one.path}</span>
                  <i>{one.fault === 'none' ? one.status : one.fault}</i>
                </button>
              </li>
            ))}
          </ol>
          <div className="wb-routes-buttons">
            <Button size="small" onClick={() => add(ROUTE)}>
              Add
            </Button>
            <Button size="small" disabled={chosen === 0} onClick={() => move(-1)}>
              Up
            </Button>
            <Button size="small" disabled={chosen >= routes.length - 1} onClick={() => move(1)}>
              Down
            </Button>
            <Button size="small" disabled={!route} onClick={() => route && add({ ...route })}>
              Duplicate
            </Button>
            <Button size="small" disabled={!route} onClick={remove}>
              Remove
            </Button>
          </div>
        </div>
        <div className="wb-routes-fields" ref={fields}>
          {route ? (
            <RouteFields
              key={chosen}
              route={route}
              wrong={failure?.field ?? null}
              onChange={(patch) => changeOne(chosen, patch)}
            />
          ) : (
            <p>There is no route. Requests are answered by 404 until you add one.</p>
          )}
        </div>
      </div>
      <div className="wb-routes-foot">
        {failure ? <FailureNotice failure={{ ...failure, field: undefined }} /> : null}
        <div>
          {removed ? (
            <>
              <Hint>{nameOf(removed.route)} was removed.</Hint>
              <Button size="small" onClick={undo}>
                Undo
              </Button>
            </>
          ) : (
            <Hint>The first route that fits answers. Alt and an arrow move one.</Hint>
          )}
          <span className="wb-grow" />
          <CancelButton />
          <Button variant="contained" onClick={() => void use()}>
            {listener === null ? 'Keep the routes' : 'Use the routes'}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
