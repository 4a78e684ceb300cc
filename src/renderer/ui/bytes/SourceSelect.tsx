import type { Session } from '../../../contract/bench.ts';
import { formatBytes } from '../format.ts';
import { InlineSelect } from '../InlineSelect.tsx';
import type { ByteSource, SessionView } from '../session/view-store.ts';
import { type Shown, totalOf } from './source.ts';

/** Which bytes are shown: of the selected rows, of what a message says, all received, or all sent. */
export function SourceSelect({
  session,
  view,
  shown,
  onChange,
}: {
  session: Session;
  view: SessionView;
  shown: Shown;
  onChange(source: ByteSource): void;
}) {
  const { rows } = view;
  const chosen = rows?.messages ?? rows;
  const many = chosen !== null && chosen.anchor !== chosen.active;
  const name = `${rows?.messages ? 'Message' : 'Row'}${many ? 's' : ''}`;
  const options = [];
  if (rows) {
    const { spans, direction } = rows;
    const content = rows.messages?.content;
    const wire = content ? 'On the wire' : name;
    if (content)
      options.push({
        value: `content ${direction}`,
        label: `${name}, ${direction === 'in' ? 'received' : 'sent'}: ${formatBytes(content.length)}`,
      });
    if (spans?.in)
      options.push({ value: 'rows in', label: `${wire}, received: ${formatBytes(spans.in.length)}` });
    if (spans?.out)
      options.push({ value: 'rows out', label: `${wire}, sent: ${formatBytes(spans.out.length)}` });
    if (!spans?.in && !spans?.out)
      options.push({ value: `rows ${shown.direction}`, label: `${name}: no bytes` });
  }
  options.push(
    { value: 'stream in', label: `All received: ${formatBytes(totalOf(session, 'in'))}` },
    { value: 'stream out', label: `All sent: ${formatBytes(totalOf(session, 'out'))}` },
  );
  return (
    <InlineSelect
      label="Bytes shown"
      value={`${shown.kind} ${shown.direction}`}
      options={options}
      onChange={(value) => {
        const [kind, direction] = value.split(' ');
        onChange({
          kind: kind === 'rows' || kind === 'content' ? kind : 'stream',
          direction: direction === 'in' ? 'in' : 'out',
        });
      }}
    />
  );
}
