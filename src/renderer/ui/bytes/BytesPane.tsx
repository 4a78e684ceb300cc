import { useCallback, useId, useRef, useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { CHARSETS, type Charset } from '../../../contract/payload/charset.ts';
import { LANGUAGES, type Language } from '../../../contract/payload/literal.ts';
import { isLive } from '../../../contract/states.ts';
import { recall, remember } from '../../bridge/memory.ts';
import { InlineSelect } from '../InlineSelect.tsx';
import {
  type ByteSource,
  type ByteView,
  changeView,
  type SessionView,
  useView,
} from '../session/view-store.ts';
import { chosenRange, copyBytes, saveBytes } from './bytes-actions.ts';
import { BytesButtons } from './BytesButtons.tsx';
import { FindBar } from './FindBar.tsx';
import { FormatView } from './FormatView.tsx';
import type { Format } from './format-slices.ts';
import { HexView } from './HexView.tsx';
import { Inspector } from './Inspector.tsx';
import './bytes.css';
import { clampSelection, rangeOf } from './selection.ts';
import { shownBytes } from './source.ts';
import { SourceSelect } from './SourceSelect.tsx';
import { StatusLine } from './StatusLine.tsx';
import { TextView } from './TextView.tsx';
import { useRoomy } from './use-roomy.ts';
import { ViewTabs } from './ViewTabs.tsx';

/** The bytes of a session: of the selected rows, or of a whole direction, in one of several views. */
export function BytesPane({ session }: { session: Session }) {
  const view = useView(session.id);
  const change = (next: Partial<SessionView>) => changeView(session.id, next);
  const ids = useId();
  const [finding, setFinding] = useState(false);
  const [found, setFound] = useState<number | null>(null);
  const body = useRef<HTMLDivElement>(null);
  const roomy = useRoomy(body);
  // Until the user says otherwise the inspector is there where it has room of its own.
  const [wanted, setWanted] = useState(() => recall<Record<string, boolean>>('bytes.inspecting', {}));
  const place = roomy ? 'beside' : 'below';
  const inspecting = wanted[place] ?? roomy;
  const [language, setLanguage] = useState<Language>(() => recall('bytes.language', 'C'));
  const findField = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const goTo = useRef<HTMLInputElement>(null);

  const shown = shownBytes(session, view);
  const selection = clampSelection(view.bytes, shown.offset, shown.length);
  const selected = rangeOf(selection);
  const empty = shown.length === 0;
  const isFound = found !== null && selected?.from === found;

  const copyAs: Record<ByteView, Format> = {
    Hex: 'Hex',
    Text: 'Text',
    Escaped: 'Escaped',
    Code: language,
    Base64: 'Base64',
  };
  // One byte is where the keyboard stands; a choice of bytes begins with two.
  const several = selected && selected.to - selected.from > 1 ? selected : null;
  const copy = (format: Format, range = chosenRange(shown, several)) =>
    void copyBytes(shown, range, format, view.charset);

  // The figures of a live session change many times a second; the controls are drawn anew only when they differ.
  const now = useRef({ copy, shown, several });
  now.current = { copy, shown, several };
  const onCopy = useCallback((format: Format) => now.current.copy(format), []);
  const onSave = useCallback(
    () => void saveBytes(now.current.shown, chosenRange(now.current.shown, now.current.several)),
    [],
  );
  const showView = useCallback((next: ByteView) => changeView(session.id, { view: next }), [session.id]);
  const toggleFinding = useCallback(() => setFinding((on) => !on), []);
  const toggleInspecting = useCallback(() => {
    const next = { ...wanted, [place]: !inspecting };
    setWanted(next);
    remember('bytes.inspecting', next, 'disk');
  }, [wanted, place, inspecting]);

  const dump = {
    shown,
    selection,
    found: isFound,
    onSelect: (bytes: NonNullable<typeof selection>) => {
      setFound(null);
      change({ bytes, followBytes: false });
    },
    follow: view.followBytes,
    over: !isLive(session.state),
    onFollowChange: (followBytes: boolean) => change({ followBytes }),
    onCopy: () => copy(copyAs[view.view], chosenRange(shown, selected)),
  };

  return (
    <section
      className="wb-bytes"
      aria-label="Bytes"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
        const key = event.key.toLowerCase();
        if (key === 'f') {
          setFinding(true);
          findField.current?.select();
        } else if (key === 'g') goTo.current?.focus();
        else return;
        event.preventDefault();
      }}
    >
      <div className="wb-pane-bar">
        <ViewTabs ids={ids} value={view.view} onChange={showView} />
        <SourceSelect
          session={session}
          view={view}
          shown={shown}
          onChange={(source) => {
            setFound(null);
            change({ source, bytes: null, followBytes: false });
          }}
        />
        {view.view === 'Text' ? (
          <InlineSelect
            label="Character set"
            value={view.charset}
            options={CHARSETS}
            onChange={(name) =>
              change({ charset: CHARSETS.find((c): c is Charset => c === name) ?? 'UTF-8' })
            }
          />
        ) : null}
        {view.view === 'Code' ? (
          <InlineSelect
            label="Language"
            value={language}
            options={LANGUAGES}
            onChange={(name) => {
              const next = LANGUAGES.find((l) => l === name) ?? 'C';
              setLanguage(next);
              remember('bytes.language', next, 'disk');
            }}
          />
        ) : null}
        <span className="wb-grow" />
        <BytesButtons
          empty={empty}
          finding={finding}
          inspecting={inspecting}
          several={several !== null}
          onFind={toggleFinding}
          onCopy={onCopy}
          onSave={onSave}
          onInspect={toggleInspecting}
        />
      </div>
      {finding ? (
        <FindBar
          shown={shown}
          selected={selected}
          field={findField}
          onClose={() => {
            setFinding(false);
            // The field goes, so the keyboard goes back to the bytes.
            panel.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
          }}
          onFound={({ from, to }) => {
            setFound(from);
            change({ bytes: { anchor: to - 1, focus: from }, followBytes: false });
          }}
        />
      ) : null}
      <div className="wb-bytes-body" ref={body} data-place={place}>
        <div
          ref={panel}
          className="wb-bytes-panel"
          role="tabpanel"
          id={`${ids}-panel`}
          aria-labelledby={`${ids}-${view.view}`}
        >
          {empty ? (
            <p className="wb-bytes-empty">{emptySentence(shown.kind, shown.direction, shown.looking)}</p>
          ) : view.view === 'Hex' ? (
            <HexView
              key={`${shown.kind}${shown.direction}${shown.kind === 'content' ? shown.session : ''}`}
              {...dump}
            />
          ) : view.view === 'Text' ? (
            <TextView
              key={`${shown.session}${shown.direction}${shown.offset}`}
              {...dump}
              charset={view.charset}
            />
          ) : (
            <FormatView
              key={view.view}
              shown={shown}
              selected={selected}
              format={view.view === 'Code' ? language : view.view}
            />
          )}
        </div>
        {inspecting ? <Inspector shown={shown} at={selected ? selected.from : null} /> : null}
      </div>
      <StatusLine
        shown={shown}
        selected={selected}
        inputRef={goTo}
        onGo={(offset) => change({ bytes: { anchor: shown.offset + offset, focus: shown.offset + offset } })}
      />
    </section>
  );
}

function emptySentence(kind: ByteSource['kind'], direction: 'in' | 'out', looking: boolean): string {
  if (looking) return 'Reading the selected rows…';
  if (kind === 'content') return 'The message is empty.';
  if (kind === 'rows') return 'The selected row tells of the connection; it holds no bytes.';
  return direction === 'in' ? 'Nothing has been received yet.' : 'Nothing has been sent yet.';
}
