import { execFile, execFileSync } from 'node:child_process';
import { program } from './needs.ts';

/** What a packet of ours is made of. */
const OURS = new Set(['frame', 'eth', 'ethertype', 'ip', 'ipv6', 'tcp', 'udp', 'data']);
let others: string[] | null = null;

/**
 * Lets tshark take payload as data: it guesses protocols from ports and from bytes, and random bytes now and then look
 * like a broken packet of some protocol.
 */
function withoutGuesses(): string[] {
  if (others !== null) return others;
  const listed = execFileSync(program('tshark'), ['-G', 'protocols'], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const names = listed.split('\n').map((line) => line.split('\t')[2] ?? '');
  const foreign = names.filter((name) => name !== '' && !name.startsWith('_ws') && !OURS.has(name));
  return (others = foreign.flatMap((name) => ['--disable-protocol', name]));
}

/** What tshark says of a file when it checks every sum. Fails with its words when it complains. */
export function tshark(file: string, ...args: string[]): Promise<string> {
  const checks = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);
  const options = {
    maxBuffer: 512 * 1024 * 1024,
    env: { ...process.env, TZ: 'UTC' },
  };
  return new Promise((resolve, reject) => {
    execFile(
      program('tshark'),
      ['-n', ...checks, ...withoutGuesses(), '-r', file, ...args],
      options,
      (error, out, complaint) => {
        // As root it says first that this is dangerous, which is no complaint about the file.
        const serious = complaint
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('Running as user'));
        if (error ?? serious.length > 0) reject(new Error(`tshark: ${complaint}`));
        else resolve(out);
      },
    );
  });
}

/** Chosen fields of all packets, a row each. */
export async function fields(file: string, ...names: string[]): Promise<string[][]> {
  const out = await tshark(file, '-T', 'fields', ...names.flatMap((name) => ['-e', name]));
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}

/** The first of what it finds wrong: bad sums, malformed packets, and anything its analysis of TCP remarks on. */
export async function faults(file: string): Promise<string> {
  const wrong =
    '_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0';
  const all = await tshark(file, '-Y', `${wrong} || tcp.analysis.flags`);
  return all.split('\n').slice(0, 10).join('\n');
}

/** The bytes of a TCP stream as “Follow stream” gives them: from who opened it, and to it. */
export async function followTcp(file: string, stream = 0): Promise<{ opener: Buffer; answerer: Buffer }> {
  const out = await tshark(file, '-q', '-z', `follow,tcp,raw,${stream}`);
  const sides = { opener: [] as string[], answerer: [] as string[] };
  for (const line of out.split('\n')) {
    const [, tab, hex] = /^(\t?)([0-9a-f]+)$/.exec(line) ?? [];
    if (hex !== undefined) sides[tab === '\t' ? 'answerer' : 'opener'].push(hex);
  }
  const bytes = (side: string[]) => Buffer.from(side.join(''), 'hex');
  return { opener: bytes(sides.opener), answerer: bytes(sides.answerer) };
}
