import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { lazy, Suspense, useState } from 'react';
import { ActMenu } from '../../../ui/ActMenu.tsx';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { Buttons, Section, SectionHead } from '../../../ui/form/parts.tsx';
import {
  ChevronDownIcon,
  ChevronRightIcon,
  CrossIcon,
  HistoryIcon,
  MoreIcon,
  UndoIcon,
} from '../../../ui/icons.tsx';
import { LatestRun } from '../run/LatestRun.tsx';
import { undoRemoval } from './actions.ts';
import './library.css';
import { useLibrary } from './library-store.ts';
import { LibraryTree } from './LibraryTree.tsx';
import { useLibraryNews } from './news.ts';
import { openDialog, showPanel, usePanel, usePanelShown } from './panel-store.ts';

const Dialogs = lazy(() => import('./LibraryDialogs.tsx').then((all) => ({ default: all.LibraryDialogs })));

/** Collections, environments and the history. */
export function LibrarySection() {
  const { collections, problem } = useLibrary();
  const dialog = usePanel((s) => s.dialog);
  const shown = usePanelShown();
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const Chevron = shown ? ChevronDownIcon : ChevronRightIcon;
  const first = collections[0]?.folder;
  return (
    <Section aria-label="Collections">
      <SectionHead className="wb-library-head">
        <IconButton
          size="small"
          aria-label="Collections"
          aria-expanded={shown}
          onClick={() => showPanel(!shown)}
        >
          <Chevron width={14} height={14} />
        </IconButton>
        <h2>Collections</h2>
        <span className="wb-grow" />
        <IconButton
          size="small"
          aria-label="History"
          title="What was sent before"
          onClick={() => openDialog({ kind: 'history' })}
        >
          <HistoryIcon width={16} height={16} />
        </IconButton>
        <IconButton
          size="small"
          aria-label="Open and import"
          title="Open and import"
          aria-haspopup="menu"
          onClick={(event) => setMenu(event.currentTarget)}
        >
          <MoreIcon strokeWidth={2.4} />
        </IconButton>
      </SectionHead>
      {menu ? (
        <ActMenu
          element={menu}
          onClose={() => setMenu(null)}
          acts={[
            { label: 'Open a folder…', run: () => openDialog({ kind: 'open' }) },
            { label: 'Import a curl command…', run: () => openDialog({ kind: 'curl' }) },
            {
              label: 'Import a file…',
              run: () => openDialog({ kind: 'import', collection: first, folder: '' }),
            },
          ]}
        />
      ) : null}
      {problem ? <FailureNotice failure={problem} tone="warning" /> : null}
      <News />
      {shown ? (
        collections.length === 0 ? (
          <div className="wb-library-empty">
            <p>Requests that you save are text files in a folder of yours.</p>
            <Buttons>
              <Button size="small" onClick={() => openDialog({ kind: 'open' })}>
                Open a folder
              </Button>
              <Button
                size="small"
                title="OpenAPI, Postman, Bruno, HAR, curl"
                onClick={() => openDialog({ kind: 'import', collection: undefined, folder: '' })}
              >
                Import…
              </Button>
            </Buttons>
          </div>
        ) : (
          <LibraryTree />
        )
      ) : null}
      <UndoBar />
      <LatestRun />
      {dialog ? (
        <Suspense fallback={null}>
          <Dialogs dialog={dialog} />
        </Suspense>
      ) : null}
    </Section>
  );
}

function News() {
  const { failure, text, notes } = useLibraryNews();
  const dismiss = () => useLibraryNews.setState({ failure: null, text: null });
  if (failure) return <FailureNotice failure={failure} onDismiss={dismiss} />;
  if (!text) return null;
  return (
    <div className="wb-library-news">
      <div>
        <p>{text}</p>
        {notes.length > 0 ? (
          <ul tabIndex={0} aria-label="What to know about it">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        ) : null}
      </div>
      <IconButton size="small" aria-label="Dismiss" onClick={dismiss}>
        <CrossIcon width={14} height={14} />
      </IconButton>
    </div>
  );
}

function UndoBar() {
  const undo = usePanel((s) => s.undo);
  if (!undo) return null;
  return (
    <div className="wb-library-news">
      <p>{undo.text}</p>
      <Button size="small" startIcon={<UndoIcon width={14} height={14} />} onClick={() => void undoRemoval()}>
        Undo
      </Button>
      <IconButton
        size="small"
        aria-label="Leave it removed"
        onClick={() => usePanel.setState({ undo: null })}
      >
        <CrossIcon width={14} height={14} />
      </IconButton>
    </div>
  );
}
