import { escapeBytes } from '../../../contract/payload/escape.ts';
import { formatHex } from '../../../contract/payload/hex.ts';
import type { BuiltMessage, Encoding } from '../../../contract/payload/message.ts';

/** Bytes that a preview draws at most. */
const SHOWN = 600;

export interface PreviewPart {
  text: string;
  /** `frame`: around the message; another name: a placeholder of it. */
  kind: 'plain' | 'frame' | 'placeholder';
  title?: string;
}

const NAMES: Record<string, string> = {
  counter: 'Counter',
  time: 'Time, of the moment of sending',
  random: 'Random, new with each send',
  length: 'Length',
  checksum: 'Checksum',
};

/** A message cut where placeholders and its frame begin and end: as escaped text, or as hex. */
export function previewParts({ bytes, spans, body }: BuiltMessage, encoding: Encoding): PreviewPart[] {
  const parts: PreviewPart[] = [];
  const end = Math.min(bytes.length, SHOWN);
  const put = (from: number, to: number, kind: PreviewPart['kind'], title?: string) => {
    const piece = bytes.subarray(Math.min(from, end), Math.min(to, end));
    if (piece.length === 0) return;
    // A length in front of a text is no text.
    const hex = encoding !== 'Text' || kind === 'frame';
    parts.push({ text: hex ? formatHex(piece) : escapeBytes(piece), kind, title });
  };
  put(0, body.start, 'frame', 'Frame');
  let at = body.start;
  for (const span of spans) {
    put(at, span.start, 'plain');
    put(span.start, span.end, 'placeholder', NAMES[span.name] ?? span.name);
    at = span.end;
  }
  put(at, body.end, 'plain');
  put(body.end, bytes.length, 'frame', 'Frame');
  if (bytes.length > end)
    parts.push({ text: `… ${(bytes.length - end).toLocaleString('en-US')} more bytes`, kind: 'plain' });
  return parts;
}

/** The bytes that would be sent now, with what was filled in made plain. */
export function Preview({ built, encoding }: { built: BuiltMessage; encoding: Encoding }) {
  const hex = encoding !== 'Text';
  return (
    <div className="wb-preview" role="group" aria-label="Preview" data-hex={hex || undefined}>
      <span className="wb-compose-label" aria-hidden="true">
        Sent as
      </span>
      <code>
        {previewParts(built, encoding).map(({ text, kind, title }, index) =>
          kind === 'plain' ? (
            <span key={index}>{text}</span>
          ) : (
            <mark key={index} data-kind={kind} title={title}>
              {text}
            </mark>
          ),
        )}
      </code>
    </div>
  );
}
