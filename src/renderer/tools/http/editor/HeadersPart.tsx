import type { HttpRequest, Pair } from '../../../../contract/http/request.ts';
import { Hint } from '../../../ui/form/parts.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { PairTable } from './PairTable.tsx';
import { HEADER_NAMES, headerValues } from './header-words.ts';

const BLANK: Pair = { name: '', value: '', on: true };

/** The headers that are sent, and which others go along. */
export function HeadersPart() {
  const draft = useHttp((s) => currentRequest(s).draft);
  return (
    <>
      <PairTable
        label="Headers"
        one="header"
        rows={draft.headers}
        blank={BLANK}
        names={HEADER_NAMES}
        valuesOf={headerValues}
        placeholders={['Header', 'Value']}
        readPaste={readHeaders}
        onChange={(headers) => editRequest({ headers })}
      />
      <Hint className="wb-part-hint">{besides(draft)}</Hint>
    </>
  );
}

/** Lines of `Name: value`, as they stand in a capture or a terminal. */
export function readHeaders(text: string): Pair[] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const rows = lines.map((line) => /^\s*([^\s:]+):[ \t]*(.*)$/.exec(line));
  if (rows.length === 0 || rows.some((row) => row === null)) return null;
  // An address that is pasted is no header.
  if (rows.length === 1 && rows[0]?.[2]?.startsWith('//')) return null;
  return rows.map((row) => ({ name: row?.[1] ?? '', value: row?.[2]?.trimEnd() ?? '', on: true }));
}

/** The headers that follow from the rest of the request. */
function besides({ kind, headers, options, body, auth }: HttpRequest): string {
  const written = new Set(headers.filter(({ on }) => on).map(({ name }) => name.trim().toLowerCase()));
  const added = ['Host', 'User-Agent'];
  if (kind !== 'websocket') {
    added.push('Accept');
    if (options.compressed) added.push('Accept-Encoding');
    if (kind === 'xml-rpc' || body.kind !== 'none') added.push('Content-Type', 'Content-Length');
  }
  if (auth.kind === 'basic' || auth.kind === 'bearer') added.push('Authorization');
  if (options.cookies) added.push('Cookie');
  const sent = added.filter((name) => !written.has(name.toLowerCase()));
  const handshake =
    kind === 'websocket' ? ' Connection, Upgrade and Sec-WebSocket-… are those of the handshake.' : '';
  return `Also sent: ${sent.join(', ')}. A row here takes their place; one without a value leaves it out.${handshake}`;
}
