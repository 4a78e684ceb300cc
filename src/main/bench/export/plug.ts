import { parseEndpoint } from '../../../contract/payload/endpoint.ts';
import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { Endpoint } from '../../../contract/session.ts';
import { addressBytes, addressText } from '../packets/addresses.ts';
import { endText, type SessionFacts } from './facts.ts';

/** One end of a made-up wire. */
export interface Plug {
  /** 4 or 16 bytes. */
  address: Uint8Array;
  /** Never 0, which stands for no port at all. */
  port: number;
  /** It stands in for an end that has no address, or none that is known. */
  placeholder: boolean;
}

/** Addresses for documentation (RFC 5737, RFC 3849) stand in for ends without one. */
const STAND_IN = {
  4: { local: '192.0.2.1', remote: '192.0.2.2' },
  16: { local: '2001:db8::1', remote: '2001:db8::2' },
} as const;
/** Ports that stand in: one for the end that was called, and for who called one of many, so that streams stay apart. */
const CALLED = 40_000;
const CALLING = 49_152;

export interface Plugs {
  local: Plug;
  remote: Plug;
}

/** The ends of a session's packets; both have addresses of the same length. `index` is its place in the file. */
export function plugsOf(facts: SessionFacts, index: number): Plugs {
  const ends = [facts.local, facts.remote];
  const known = ends.map(bytesOf).find((bytes) => bytes !== null);
  // An open address (`::`) is none, but it tells of which family the peers are.
  const v6 = known ? known.length === 16 : ends.some((end) => end?.family === 'IPv6');
  const size = v6 ? 16 : 4;
  const plug = (side: 'local' | 'remote', end: Endpoint | null): Plug => {
    const calling = (side === 'local') === (facts.role === 'client');
    const bytes = bytesOf(end);
    const fits = bytes !== null && bytes.length === size;
    const standInPort = calling ? CALLING + (index % (65_536 - CALLING)) : CALLED;
    return {
      address: fits ? bytes : (addressBytes(STAND_IN[size][side]) as Uint8Array),
      port: end && end.port > 0 ? end.port : standInPort,
      placeholder: !fits || !end || end.port === 0,
    };
  };
  return { local: plug('local', facts.local), remote: plug('remote', facts.remote) };
}

/** The other end of one datagram, as its row names it, or null for what is no address of this family. */
export function peerPlug(peer: string, size: number): Plug | null {
  const parsed = parseEndpoint(peer);
  if (!parsed.ok || parsed.host === null || !parsed.port) return null;
  const address = addressBytes(parsed.host);
  return address?.length === size ? { address, port: parsed.port, placeholder: false } : null;
}

export const plugText = ({ address, port }: Plug): string => formatHostPort(addressText(address), port);

/** What a reader of the file should know about its ends, or null where they are what they seem. */
export function plugNote(facts: SessionFacts, { local, remote }: Plugs): string | null {
  const notes: string[] = [];
  if (local.placeholder)
    notes.push(`${plugText(local)} stands in for the local end (${endText(facts.local)})`);
  if (remote.placeholder)
    notes.push(`${plugText(remote)} stands in for the remote end (${endText(facts.remote)})`);
  return notes.length > 0 ? `${notes.join('; ')}.` : null;
}

/** Null for a Unix domain socket, for an address that is open (`0.0.0.0`), and for none. */
function bytesOf(end: Endpoint | null): Uint8Array | null {
  if (end === null || end.family === 'unix') return null;
  const bytes = addressBytes(end.address);
  return bytes?.some((byte) => byte !== 0) ? bytes : null;
}
