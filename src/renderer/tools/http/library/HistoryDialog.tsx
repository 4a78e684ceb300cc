import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import { useEffect, useRef, useState } from 'react';
import type { HistoryRow } from '../../../../contract/http/library.ts';
import { getClient } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { CheckField } from '../../../ui/Field.tsx';
import { formatCount, formatDateTime } from '../../../ui/format.ts';
import { CrossIcon } from '../../../ui/icons.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Unseen } from '../../../ui/Unseen.ts';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { openAtUrl } from '../request/open.ts';
import { closeWords } from '../websocket/close-words.ts';
import { told, useLibrary } from './library-store.ts';
import { useLibraryNews } from './news.ts';
import { closeDialog } from './panel-store.ts';

const WHERE = 'http.history';
const PAGE = 1000;

/** What was sent before: searched, opened again, saved as HAR. */
export function HistoryDialog() {
  const version = useLibrary((s) => s.history.version);
  const [search, setSearch] = useState('');
  const [secrets, setSecrets] = useState(false);
  const [{ rows, total }, setFound] = useState<{ rows: HistoryRow[]; total: number }>({ rows: [], total: 0 });
  const { list } = useRowHeights();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    getClient()
      .httpLibrary.history({ search, from: 0, count: PAGE }, { signal: stop.signal })
      .then(setFound, (error: unknown) => {
        if (!isAbort(error)) useLibraryNews.setState({ failure: toFailure(error) });
      });
    return () => stop.abort();
  }, [search, version]);
  const open = async (row: HistoryRow | undefined) => {
    if (!row) return;
    await told(async (library) => {
      const { request } = await library.recall({ id: row.id });
      closeDialog();
      // Once the dialog has given the keyboard back.
      requestAnimationFrame(() => openAtUrl(request));
    });
    closeDialog();
  };
  return (
    <Modal title="History" close="Close" width={860} onClose={closeDialog}>
      <div className="wb-history-bar">
        <InputBase
          className="wb-inline wb-inline-wide"
          value={search}
          autoFocus
          inputRef={field}
          placeholder="Search…"
          onChange={(event) => setSearch(event.target.value)}
          inputProps={{ 'aria-label': 'Search the history', spellCheck: false, autoComplete: 'off' }}
        />
        <span className="wb-pane-note">
          {formatCount(total)} {total === 1 ? 'request' : 'requests'}
        </span>
        <span className="wb-grow" />
        <Notice where={WHERE} />
        <CheckField label="With passwords and cookies" checked={secrets} onChange={setSecrets} />
        <Button
          size="small"
          disabled={total === 0}
          onClick={() =>
            void saveFile(WHERE, 'wirebench.har', (signal) =>
              getClient().httpLibrary.exportHar({ search, secrets }, { signal }),
            )
          }
        >
          Save as HAR
        </Button>
        <ForgetAll none={total === 0} onDone={() => field.current?.focus()} />
      </div>
      <div className="wb-history-list">
        <VirtualRows
          count={rows.length}
          rowHeight={list}
          label="Requests that were sent"
          role="list"
          empty={search === '' ? 'Requests that you send stand here.' : 'None has all of these words.'}
          onActivate={(at) => void open(rows[at])}
          onKeyDown={(event, at) => {
            const row = rows[at];
            if (event.key !== 'Delete' || !row) return;
            event.preventDefault();
            void told((library) => library.forget({ ids: [row.id] }));
          }}
          rowKey={(at) => rows[at]?.id ?? at}
          renderRow={(at) => {
            const row = rows[at];
            return row ? <Line row={row} onOpen={() => void open(row)} /> : null;
          }}
        />
      </div>
      <div className="wb-library-foot">
        <span className="wb-pane-note">
          {secrets
            ? 'The HAR will hold passwords, tokens and cookies of this run: give it to nobody who may not use them.'
            : 'No passwords, tokens and cookies are kept on the disk, or saved as HAR. What else answers say is in it.'}
        </span>
        <Button onClick={closeDialog}>Done</Button>
      </div>
    </Modal>
  );
}

/** It can't be undone, so it asks once; the keyboard then goes on where it was. */
function ForgetAll({ none, onDone }: { none: boolean; onDone(): void }) {
  const [asking, setAsking] = useState(false);
  if (!asking || none)
    return (
      <Button size="small" disabled={none} onClick={() => setAsking(true)}>
        Forget all
      </Button>
    );
  const answer = (forget: boolean) => {
    setAsking(false);
    onDone();
    if (forget) void told((library) => library.forget({ ids: null }));
  };
  return (
    <>
      <span role="alert">Forget the whole history?</span>
      <Button size="small" variant="contained" autoFocus onClick={() => answer(true)}>
        Forget it
      </Button>
      <Button size="small" onClick={() => answer(false)}>
        Keep it
      </Button>
    </>
  );
}

/** How long it took; of a WebSocket the messages it received and sent. */
function figure({ ms, webSocket }: HistoryRow): string {
  if (webSocket)
    return `${formatCount(webSocket.messages.in)} in, ${formatCount(webSocket.messages.out)} out`;
  return ms === null ? '' : `${formatCount(Math.round(ms))} ms`;
}

function Line({ row, onOpen }: { row: HistoryRow; onOpen(): void }) {
  const closed = row.webSocket && closeWords(row.webSocket);
  return (
    <div className="wb-history-row" title={row.failure ?? closed ?? row.url} onClick={onOpen}>
      <span className="wb-pane-note">{formatDateTime(row.at).slice(0, -4)}</span>
      <span className="wb-library-method">{row.method}</span>
      <span>{row.url}</span>
      <span data-failed={row.status === null || undefined}>
        {row.webSocket?.close?.code ?? row.status ?? 'failed'}
        {closed ? <Unseen>{closed}</Unseen> : null}
      </span>
      <span className="wb-pane-note">{figure(row)}</span>
      <IconButton
        size="small"
        tabIndex={-1}
        aria-label={`Forget ${row.method} ${row.url}`}
        onClick={(event) => {
          event.stopPropagation();
          void told((library) => library.forget({ ids: [row.id] }));
        }}
      >
        <CrossIcon width={14} height={14} />
      </IconButton>
    </div>
  );
}
