import type { HttpRequest, Pair } from '../../../../contract/http/request.ts';
import { Hint } from '../../../ui/form/parts.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { PairTable } from './PairTable.tsx';
import { HEADER_NAMES, headerValues } from './header-words.ts';
import { readHeaders } from './pasted.ts';

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
        placeholders={['Add a header', 'Value']}
        readPaste={readHeaders}
        onChange={(headers) => editRequest({ headers })}
      />
      <Hint className="wb-part-hint">{besides(draft)}</Hint>
    </>
  );
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
