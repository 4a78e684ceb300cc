import { escapeBytes } from '../../../contract/payload/escape.ts';
import { isData } from '../../../contract/rows.ts';
import { endText, factsOf } from './facts.ts';
import { ByteReader, type ExportRow, type ExportSource, payloadBytes, rowsOf } from './source.ts';

/** Characters that are gathered into one piece of the file. */
const PIECE = 256 * 1024;
/** Bytes of one row that become text at once. */
const AT_ONCE = 48 * 1024;

/** Gathers text into pieces of bytes. */
class Gather {
  #text: string[] = [];
  #size = 0;

  add(text: string): void {
    this.#text.push(text);
    this.#size += text.length;
  }

  get full(): boolean {
    return this.#size >= PIECE;
  }

  take(): Buffer {
    const bytes = Buffer.from(this.#text.join(''));
    this.#text = [];
    this.#size = 0;
    return bytes;
  }
}

const readers = (source: ExportSource) => ({
  in: new ByteReader(source, 'in'),
  out: new ByteReader(source, 'out'),
});

/**
 * The timeline as lines: time, kind, length, then the sentence or the bytes, escaped, in one line. Columns are parted
 * by tabs; lines that begin with `#` tell of the session.
 */
export async function* timelineText(source: ExportSource): AsyncGenerator<Uint8Array, void> {
  const { title, tool, role, local, remote, closeReason } = factsOf(source.session);
  const gather = new Gather();
  gather.add(`# ${title}: ${tool}, ${role}, ${endText(local)} to ${endText(remote)}\n`);
  if (closeReason !== null) gather.add(`# ${closeReason}\n`);
  gather.add('# time\tkind\tbytes\tpeer\ttext or escaped bytes\n');
  const read = readers(source);
  for await (const rows of rowsOf(source)) {
    for (const row of rows) {
      const { kind } = row;
      const length = isData(kind) ? String(row.length) : '';
      gather.add(`${isoTime(row.time)}\t${kind}\t${length}\t${row.peer ?? ''}\t`);
      if (isData(kind)) {
        for await (const piece of textPieces(read[kind], row)) {
          gather.add(escapeBytes(piece));
          if (gather.full) yield gather.take();
        }
      } else gather.add(row.text?.replaceAll(/[\r\n]+/g, ' ') ?? '');
      gather.add('\n');
      if (gather.full) yield gather.take();
    }
  }
  yield gather.take();
}

/**
 * JSON Lines: a header with the facts of the session, then one object a row. `base64` holds the bytes exactly, `text`
 * the same as UTF-8 with U+FFFD for what is none. See docs/guide/export.md for the fields.
 */
export async function* jsonLines(source: ExportSource): AsyncGenerator<Uint8Array, void> {
  const gather = new Gather();
  const header = {
    format: 'wirebench-timeline',
    version: 1,
    session: factsOf(source.session),
    rows: source.end - source.first,
    bytes: payloadBytes(source),
    ...(source.direction !== null && { direction: source.direction }),
  };
  gather.add(`${JSON.stringify(header)}\n`);
  const read = readers(source);
  for await (const rows of rowsOf(source)) {
    for (const row of rows) {
      const { seq, time, kind, length, peer, text } = row;
      const head = { seq, time: isoTime(time), ms: time, kind };
      if (!isData(kind)) {
        gather.add(`${JSON.stringify({ ...head, text })}\n`);
      } else {
        const start = JSON.stringify({ ...head, direction: kind, length, peer });
        gather.add(`${start.slice(0, -1)},"base64":"`);
        for await (const piece of wholeThrees(textPieces(read[kind], row))) {
          gather.add(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('base64'));
          if (gather.full) yield gather.take();
        }
        gather.add('","text":"');
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        for await (const piece of textPieces(read[kind], row)) {
          gather.add(JSON.stringify(decoder.decode(piece, { stream: true })).slice(1, -1));
          if (gather.full) yield gather.take();
        }
        gather.add(`${JSON.stringify(decoder.decode()).slice(1, -1)}"}\n`);
      }
      if (gather.full) yield gather.take();
    }
  }
  yield gather.take();
}

async function* textPieces(reader: ByteReader, row: ExportRow): AsyncGenerator<Uint8Array, void> {
  for await (const piece of reader.pieces(row.offset, row.length))
    for (let at = 0; at < piece.length; at += AT_ONCE) yield piece.subarray(at, at + AT_ONCE);
}

/** The same bytes in pieces of a multiple of three, so that their Base64 can be put together. */
async function* wholeThrees(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let rest = new Uint8Array();
  for await (const piece of pieces) {
    const all = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const end = all.length - (all.length % 3);
    if (end > 0) yield all.subarray(0, end);
    rest = new Uint8Array(all.subarray(end));
  }
  if (rest.length > 0) yield rest;
}

/** `2026-03-09T12:01:07.114Z`, also for a time that no calendar holds. */
function isoTime(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? String(ms) : at.toISOString();
}
