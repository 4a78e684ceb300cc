import { BenchError } from '../../../bench/failure.ts';
import { TarDamage } from './header.ts';
import type { TarReader } from './reader.ts';

const STARTS: [start: Buffer, what: string, hint: string][] = [
  [Buffer.from('1f8b', 'hex'), 'packed with gzip', 'Send it with “tar c” without “z”.'],
  [Buffer.from('fd377a585a', 'hex'), 'packed with xz', 'Send it with “tar c” without “J”.'],
  [Buffer.from('BZh'), 'packed with bzip2', 'Send it with “tar c” without “j”.'],
  [Buffer.from('28b52ffd', 'hex'), 'packed with zstd', 'Send it with “tar c” without “--zstd”.'],
  [Buffer.from('PK'), 'a zip archive', 'Send it with “tar c”.'],
  [Buffer.from('WBXFER'), 'a verified transfer', 'Receive it in Verified mode.'],
  [Buffer.from('HTTP/'), 'an answer of HTTP', 'Is the port the one of another program?'],
  [Buffer.from('GET '), 'a request of HTTP', 'Is the port the one that the browser should go to?'],
  [Buffer.from('160301', 'hex'), 'the beginning of TLS', 'Receive with TLS on.'],
  [Buffer.from('SSH-'), 'the greeting of SSH', 'Is the port the one of another program?'],
];
const PLAIN = 'If it is one file as it is, receive it in Plain mode.';

const named = (last: string | null) => (last === null ? '' : ` behind ${last}`);
const STAYS = 'The files that were whole by then are there.';

/** Why what came is no archive, or is damaged; `last` is the path of the entry before. Other errors stay what they are. */
export function notTar(error: unknown, reader: TarReader, last: string | null): unknown {
  if (!(error instanceof TarDamage)) return error;
  return reader.unread === null
    ? new BenchError({
        code: 'TAR_DAMAGED',
        message: `The archive is damaged${named(last)}: ${error.message}.`,
        hint: STAYS,
      })
    : foreign(reader.unread);
}

/** These wait for an answer with less than a header has, and no archive begins so. */
const WAITING = [Buffer.from('WBXFER1\n'), Buffer.from('160301', 'hex')];

/** What is no archive, as far as that is known before a header is there; null while it may be one. */
export function neverTar({ unread }: TarReader): BenchError | null {
  const waits = WAITING.some((start) => unread?.subarray(0, start.length).equals(start));
  return unread && waits ? foreign(unread) : null;
}

function foreign(bytes: Buffer): BenchError {
  const known = STARTS.find(([start]) => bytes.subarray(0, start.length).equals(start));
  return new BenchError({
    code: 'NOT_TAR',
    message: `What comes is no tar archive${known ? `, but ${known[1]}` : ''}.`,
    hint: known?.[2] ?? PLAIN,
  });
}

/** Why an archive is not whole at the end of the connection; null when it is. `open`: the entry that it ends in. */
export function cutTar(reader: TarReader, last: string | null, open: string | null): BenchError | null {
  const { place, unread } = reader;
  if (place === 'end') return null;
  if (place === 'start')
    return new BenchError({
      code: 'TAR_CUT',
      message: 'The other side ended without sending anything.',
      hint: 'Look there for what went wrong.',
    });
  if (unread !== null) return foreign(unread);
  return new BenchError({
    code: 'TAR_CUT',
    message:
      open !== null
        ? `The archive is cut off in the middle of ${open}.`
        : `The archive is cut off${named(last)}: its end is missing.`,
    hint: STAYS,
  });
}
