import { useRef, useState } from 'react';
import IconButton from '@mui/material/IconButton';
import { CHARSETS, type Charset } from '../../../../contract/payload/charset.ts';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { copyBytes } from '../../../ui/bytes/bytes-actions.ts';
import { FindBar } from '../../../ui/bytes/FindBar.tsx';
import { HexView } from '../../../ui/bytes/HexView.tsx';
import { Inspector } from '../../../ui/bytes/Inspector.tsx';
import { clampSelection, rangeOf } from '../../../ui/bytes/selection.ts';
import type { Shown } from '../../../ui/bytes/source.ts';
import { StatusLine } from '../../../ui/bytes/StatusLine.tsx';
import { TextView } from '../../../ui/bytes/TextView.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { InfoIcon, SearchIcon } from '../../../ui/icons.tsx';
import type { ByteSelection } from '../../../ui/session/view-store.ts';
import '../../../ui/bytes/bytes.css';
import { type BodyForm, bodyStream } from './body-source.ts';
import { charsetOf, isKnown } from './media.ts';

/** The body of an answer as text or as a dump, decoded or as it was on the wire. */
export function BodyBytes({
  detail,
  view,
  over,
}: {
  detail: ExchangeDetail;
  view: 'Text' | 'Hex';
  over: boolean;
}) {
  const { summary, body } = detail;
  const coded = body.codings.length > 0;
  const [form, setForm] = useState<BodyForm>('decoded');
  const [selection, setSelection] = useState<ByteSelection | null>(null);
  const [found, setFound] = useState(false);
  const [finding, setFinding] = useState(false);
  const [inspecting, setInspecting] = useState(false);
  const [follow, setFollow] = useState(false);
  const [charset, setCharset] = useState<Charset>(() => charsetOf(body.charset));
  const field = useRef<HTMLInputElement>(null);
  const goTo = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const size = form === 'raw' ? summary.bytes.received : summary.bytes.decoded;
  const shown: Shown = {
    session: bodyStream(summary.id, form),
    direction: 'in',
    offset: 0,
    length: size,
    total: size,
    kind: 'stream',
    looking: false,
  };
  const held = clampSelection(selection, 0, size);
  const selected = rangeOf(held);
  const choose = (next: ByteSelection | null) => {
    setSelection(next);
    setFound(false);
    setFollow(false);
  };
  const copy = () =>
    void copyBytes(shown, selected ?? { from: 0, to: size }, view === 'Hex' ? 'Hex' : 'Text', charset);
  const props = {
    shown,
    selection: held,
    found,
    onSelect: choose,
    follow,
    over,
    onFollowChange: setFollow,
    onCopy: copy,
  };
  return (
    <section
      className="wb-bytes"
      aria-label="Body"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
        const key = event.key.toLowerCase();
        if (key === 'f' && form === 'decoded') {
          setFinding(true);
          field.current?.select();
        } else if (key === 'g') goTo.current?.focus();
        else return;
        event.preventDefault();
      }}
    >
      <div className="wb-answer-tools">
        {coded ? (
          <InlineSelect
            label="Form"
            value={form}
            options={[
              { value: 'decoded', label: `Decoded: ${formatBytes(summary.bytes.decoded)}` },
              {
                value: 'raw',
                label: `As received (${body.codings.join(', ')}): ${formatBytes(summary.bytes.received)}`,
              },
            ]}
            onChange={(next) => {
              setForm(next === 'raw' ? 'raw' : 'decoded');
              setFinding(false);
              choose(null);
            }}
          />
        ) : null}
        {view === 'Text' ? (
          <InlineSelect
            label="Character set"
            value={charset}
            options={CHARSETS}
            onChange={(name) => setCharset(CHARSETS.find((one) => one === name) ?? 'UTF-8')}
          />
        ) : null}
        {view === 'Text' && body.charset && !isKnown(body.charset) ? (
          <span className="wb-answer-muted wb-answer-note">
            The answer says {body.charset}, which can’t be shown here.
          </span>
        ) : null}
        <span className="wb-grow" />
        <IconButton
          size="small"
          aria-label="Find"
          title="Find (Ctrl+F)"
          aria-expanded={finding}
          disabled={form === 'raw'}
          onClick={() => setFinding(!finding)}
        >
          <SearchIcon />
        </IconButton>
        {view === 'Hex' ? (
          <IconButton
            size="small"
            aria-label="Inspector"
            aria-pressed={inspecting}
            title={inspecting ? 'Hide the inspector' : 'Show the inspector'}
            onClick={() => setInspecting(!inspecting)}
          >
            <InfoIcon />
          </IconButton>
        ) : null}
      </div>
      {finding ? (
        <FindBar
          shown={shown}
          selected={selected}
          field={field}
          onClose={() => {
            setFinding(false);
            panel.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
          }}
          onFound={({ from, to }) => {
            choose({ anchor: to - 1, focus: from });
            setFound(true);
          }}
        />
      ) : null}
      <div className="wb-bytes-body" data-place="beside">
        <div className="wb-bytes-panel" ref={panel}>
          {size === 0 ? (
            <p className="wb-bytes-empty">
              {over ? 'The body is empty.' : 'Nothing of the body has come yet.'}
            </p>
          ) : view === 'Hex' ? (
            <HexView key={form} {...props} />
          ) : (
            <TextView key={`${form}${charset}`} {...props} charset={charset} />
          )}
        </div>
        {inspecting && view === 'Hex' ? (
          <Inspector shown={shown} at={selected ? selected.from : null} />
        ) : null}
      </div>
      {size > 0 ? (
        <StatusLine
          shown={shown}
          selected={selected}
          inputRef={goTo}
          onGo={(offset) => choose({ anchor: offset, focus: offset })}
        />
      ) : null}
    </section>
  );
}
