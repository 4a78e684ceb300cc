import type {
  FileRow,
  TransferListener,
  TransferMode,
  TransferSession,
} from '../../../contract/tools/transfer.ts';
import { isLive } from '../../../contract/states.ts';
import { formatBytes, formatCount, formatDuration } from '../../ui/format.ts';
import { hostToReach, type ReachCommand } from '../../ui/sessions/HowToReach.tsx';

/** How transfers are spoken of. Pure. */

type Details = TransferSession['details'];

export const MODE_NAMES: Record<TransferMode, string> = { verified: 'Verified', tar: 'Tar', plain: 'Plain' };
export const MODE_SENTENCES: Record<TransferMode, string> = {
  verified: 'Wirebench at both ends: resumes, checks every file.',
  tar: 'Files and folders, for tar at the other end.',
  plain: 'The bytes of one file until close, as nc does.',
};

export const files = (count: number): string => `${formatCount(count)} ${count === 1 ? 'file' : 'files'}`;

/** What a transfer is called in the list: `↑ photos`, `↓ from :53844`. */
export function nameOf({ details, remote, title }: TransferSession): string {
  if (details.direction === 'send') return `↑ ${details.what}`;
  return `↓ from ${remote ? `:${remote.port}` : title}`;
}

/** `sending photos to`, up to the name of the other side. */
export const isOrAre = ({ details }: TransferSession): string =>
  details.direction === 'send' ? `sending ${details.what} to` : 'receiving from';

/** What goes on, or what came of it, in a few words. */
export function phaseWords({ state, details }: TransferSession): string {
  const { direction, mode, phase, paused, outcome, bytes, question } = details;
  if (outcome !== null) return outcome === 'whole' ? wholeWords(details) : OUTCOMES[outcome];
  if (!isLive(state)) return 'Ended';
  if (state === 'resolving' || state === 'connecting') return 'Connecting';
  if (question) return 'Waiting for your answer';
  if (paused.here && paused.there) return 'Paused at both ends';
  if (paused.here) return 'Paused here';
  if (paused.there) return 'Paused by the other side';
  switch (phase) {
    case 'connecting':
      return 'Connecting';
    case 'waiting':
      return 'Waiting for the other side';
    case 'listing':
      return direction === 'send' ? 'Listing the files' : 'Hearing of the files';
    case 'verifying':
      // Who sends plain bytes or an archive hears no more than the end of the connection.
      if (direction === 'receive') return 'Checking';
      return mode === 'verified' ? 'The other side checks' : 'All was sent';
    default:
      return `${direction === 'send' ? 'Sending' : 'Receiving'}${bytes.resumed > 0 ? ', resumed' : ''}`;
  }
}

/** Only a receiver of ours says what has arrived, and plain bytes do not say how many they are. */
function wholeWords({ direction, mode, files: { skipped } }: Details): string {
  // What stands under their names may be anything.
  if (skipped > 0) return `Done, ${files(skipped)} skipped`;
  if (mode === 'verified') return 'Everything is there';
  if (direction === 'send') return 'Everything was sent';
  return mode === 'tar' ? 'Everything is there' : 'All that came is there';
}

const OUTCOMES: Record<Exclude<Details['outcome'], 'whole' | null>, string> = {
  part: 'Not everything is there',
  cancelled: 'Cancelled',
  broken: 'Broken off',
};

/**
 * What came of it, in a sentence or two: `Sent 3 files, 12.0 MiB in 0:12.` Files and bytes that were there before are told
 * apart from those that were sent now: `41 files: 12 sent, 29 were there. 12.0 MiB sent in 0:12; 30.0 MiB were there before.`
 */
export function summaryWords({ details, openedAt, closedAt }: TransferSession): string {
  const { direction, files: counts, bytes, outcome } = details;
  const ms = openedAt === null || closedAt === null ? null : closedAt - openedAt;
  const sent = direction === 'send' ? 'sent' : 'received';
  const now = bytes.moved - bytes.resumed;
  const moved = counts.done - counts.present;
  const before = bytes.resumed > 0 ? `${formatBytes(bytes.resumed)} ${wasThere(bytes.resumed)} before` : '';
  if (moved === 0 && now === 0 && counts.present > 0 && outcome === 'whole')
    return `Nothing had to be ${sent}: ${files(counts.present)}, ${before}.`;
  if (counts.listed === 0 && outcome !== 'whole') return `No file was ${sent}.`;
  if (counts.done === 0 && outcome !== 'whole') {
    // What the other side has written of it before the break, it could not say any more.
    const none =
      direction === 'send' && outcome === 'broken' ? 'No file is known to be whole.' : 'No file is whole.';
    const some =
      now > 0 ? ` ${formatBytes(now)} were ${sent}${ms === null ? '' : ` in ${tookWords(ms)}`}` : '';
    return `${none}${some && `${some}${before && `; ${before}`}.`}`;
  }
  const took = `${formatBytes(now)}${ms === null ? '' : ` in ${tookWords(ms)}`}`;
  if (counts.present === 0)
    return `${direction === 'send' ? 'Sent' : 'Received'} ${files(moved)}, ${took}${before && `; ${before}`}.`;
  const counted = `${formatCount(moved)} ${sent}, ${formatCount(counts.present)} ${wasThere(counts.present)}`;
  return `${files(counts.done)}: ${counted}. ${took.replace(' in ', ` ${sent} in `)}; ${before}.`;
}

const wasThere = (count: number): string => (count === 1 ? 'was there' : 'were there');

/** What becomes of what came of a file that is not whole; empty where there is nothing to say of it. */
export function leftOverWords({ mode, outcome, bytes, leftOver }: Details): string {
  if (leftOver === 'kept') return 'The part of the file under way is kept.';
  if (leftOver === 'removed')
    return 'The part of the file under way was removed: only verified transfers can go on.';
  const stopped = outcome === 'broken' || outcome === 'cancelled';
  return stopped && mode === 'verified' && bytes.moved > 0 ? 'What came is kept, and can be carried on.' : '';
}

const tookWords = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);

/** All bytes can have moved while no file is whole and checked: until then it is no more than this. */
const NOT_WHOLE = 0.999;

/** The share that is there, from 0 to 1; null where the whole is not known. It is 1 when all is whole and never sooner. */
export function shareOf({ bytes, files: counts, outcome }: Details): number | null {
  if (outcome === 'whole') return 1;
  if (bytes.total === null || counts.total === null || counts.total === 0) return null;
  const { done, skipped, refused, failed, total } = counts;
  // What was refused is no part of the bytes any more, but of what was wanted.
  if (outcome === 'part') return Math.min(NOT_WHOLE, (done + skipped) / total);
  if (bytes.total > 0) return Math.min(NOT_WHOLE, bytes.moved / bytes.total);
  return Math.min(NOT_WHOLE, (done + skipped + refused + failed) / total);
}

const FILE_WORDS: Record<FileRow['state'], string> = {
  waiting: 'Waiting',
  checking: 'Checking',
  moving: 'Moving',
  done: 'Done',
  skipped: 'Skipped',
  refused: 'Refused',
  failed: 'Failed',
};

/** What becomes of a file, and how much of it is there; nothing waits any more when the transfer is `over`. */
export function stateWords({ state, size, moved, resumed }: FileRow, over: boolean): string {
  if (state === 'done' && size !== null && size > 0 && resumed === size) return 'Was there';
  const share = size === null || size === 0 ? '' : `${Math.min(99, Math.floor((moved / size) * 100))} %`;
  if (state === 'waiting' && over && size !== null && size > 0 && moved >= size) return 'Unconfirmed';
  if (state === 'moving') return share === '' ? FILE_WORDS.moving : `${FILE_WORDS.moving} ${share}`;
  if (state !== 'waiting' || !over) return FILE_WORDS[state];
  return moved > 0 && share !== '' ? `Left at ${share}` : 'Left';
}

/** What there is to say about a file, where its path is said already. */
export function noteWords(note: string, path: string): string {
  for (const named of [`“${path}”: `, `${path} `])
    if (note.startsWith(named) && note.length > named.length) {
      const rest = note.slice(named.length);
      return rest.charAt(0).toUpperCase() + rest.slice(1);
    }
  return note;
}

/** A line as `sha256sum` writes it, and reads it with `-c`. */
export function hashLine(sha256: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
}

/** How others become the other end of a listener. */
export function reachCommands({ local, details }: TransferListener): ReachCommand[] {
  const host = hostToReach(local.address);
  const { port } = local;
  const { mode, direction } = details;
  if (details.tls) return tlsCommands(host.includes(':') ? `[${host}]` : host, port, mode, direction);
  const socat = `TCP:${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (mode === 'plain')
    return direction === 'receive'
      ? [
          { program: 'nc', command: `nc -N ${host} ${port} < file` },
          { program: 'socat', command: `socat -u FILE:file ${socat}` },
        ]
      : [
          { program: 'nc', command: `nc -d ${host} ${port} > file` },
          { program: 'socat', command: `socat -u ${socat} CREATE:file` },
        ];
  if (mode === 'tar')
    return direction === 'receive'
      ? [{ program: 'tar', command: `tar c folder | nc -N ${host} ${port}` }]
      : [{ program: 'tar', command: `nc -d ${host} ${port} | tar x` }];
  return [];
}

function tlsCommands(
  host: string,
  port: number,
  mode: TransferMode,
  direction: Details['direction'],
): ReachCommand[] {
  if (mode === 'verified') return [];
  const socat = `OPENSSL:${host}:${port},cafile=localhost.pem`;
  const send = mode === 'tar' ? `tar c folder | socat -u - ${socat}` : `socat -u FILE:file ${socat}`;
  const take = mode === 'tar' ? `socat -u ${socat} - | tar x` : `socat -u ${socat} CREATE:file`;
  return [{ program: 'socat', command: direction === 'receive' ? send : take }];
}
