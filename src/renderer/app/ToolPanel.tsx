import { styled } from '@mui/material/styles';
import { Activity, Suspense, useLayoutEffect, useRef, useState } from 'react';
import { PaneGuard } from './PaneGuard.tsx';
import type { Tool } from './tool.ts';

/**
 * The page of one tool. It is drawn when it is first shown; while another is shown it keeps what was typed and where
 * it was scrolled to, and follows nothing.
 */
export function ToolPanel({ tool: { slug, name, Page }, shown }: { tool: Tool; shown: boolean }) {
  const [visited, setVisited] = useState(shown);
  if (shown && !visited) setVisited(true);
  const panel = useRef<HTMLDivElement>(null);
  const focused = useRef<HTMLElement | null>(null);

  // The keyboard goes along when a key changed the tool: to where it was on this page, else to the tool's tab.
  useLayoutEffect(() => {
    const now = document.activeElement;
    if (!shown || !(isLost(now) || isTabOfAnother(now, slug))) return;
    if (focused.current?.checkVisibility()) focused.current.focus();
    else document.querySelector<HTMLElement>(`[aria-controls="${panel.current?.id}"]`)?.focus();
  }, [shown, slug]);

  return (
    <Panel
      ref={panel}
      role="tabpanel"
      id={`panel-${slug}`}
      aria-label={name}
      hidden={!shown}
      onFocus={(event) => {
        focused.current = event.target;
      }}
    >
      {visited ? (
        <Activity mode={shown ? 'visible' : 'hidden'}>
          <PaneGuard>
            {/* A page comes from this machine: there is no time to show that it is waited for. */}
            <Suspense fallback={null}>
              <Page />
            </Suspense>
          </PaneGuard>
        </Activity>
      ) : null}
    </Panel>
  );
}

/** Nowhere, or on a page that is not shown any more. */
const isLost = (element: Element | null): boolean =>
  element === null || element === document.body || !element.checkVisibility();

/** A key chose another tool than the one whose tab has the keyboard. */
const isTabOfAnother = (element: Element | null, slug: string): boolean =>
  element?.matches('[role="tab"][aria-controls^="panel-"]') === true &&
  element.getAttribute('aria-controls') !== `panel-${slug}`;

const Panel = styled('div')({
  display: 'flex',
  flex: '1 1 0',
  minWidth: 0,
  minHeight: 0,
  '&[hidden]': { display: 'none' },
});
