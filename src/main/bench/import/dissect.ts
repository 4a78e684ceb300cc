/** What a packet carries over IP, as far as a timeline needs it. */
export interface Dissected {
  protocol: 'tcp' | 'udp';
  /** 4 or 16 bytes each. */
  source: Buffer;
  target: Buffer;
  sourcePort: number;
  targetPort: number;
  payload: Buffer;
  /** Bytes of the payload that were on the wire and are not in the file. */
  missing: number;
  tcp: { seq: number; ack: number; flags: number } | null;
}

/** Why a packet is passed over. */
export type Passed = 'link' | 'other' | 'fragment' | 'broken';

/** Link types (tcpdump.org/linktypes.html) whose packets are read. */
const NULL = 0;
const ETHERNET = 1;
const RAW = new Set([12, 14, 101, 228, 229]);
const LOOP = 108;
const COOKED = 113;
const COOKED_2 = 276;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN = new Set([0x8100, 0x88a8, 0x9100]);
const TCP = 6;
const UDP = 17;

/** Takes off what is around the payload of TCP or UDP; `link` is the link type of its interface. */
export function dissect(link: number, data: Buffer): Dissected | Passed {
  const start = ipStart(link, data);
  if (typeof start === 'string') return start;
  const ip = data.subarray(start);
  const version = (ip[0] ?? 0) >> 4;
  if (version === 4) return ipv4(ip);
  return version === 6 ? ipv6(ip) : 'other';
}

function ipStart(link: number, data: Buffer): number | Passed {
  if (RAW.has(link)) return 0;
  // A family of the system's own numbers, in whichever byte order it has; the IP header says which it is.
  if (link === NULL || link === LOOP) return data.length >= 4 ? 4 : 'broken';
  if (link === COOKED) return byType(data, 14, 16);
  if (link === COOKED_2) return byType(data, 0, 20);
  if (link !== ETHERNET) return 'link';
  let at = 12;
  while (data.length >= at + 2 && VLAN.has(data.readUInt16BE(at))) at += 4;
  return byType(data, at, at + 2);
}

function byType(data: Buffer, at: number, start: number): number | Passed {
  if (data.length < Math.max(at + 2, start)) return 'broken';
  const type = data.readUInt16BE(at);
  return type === IPV4 || type === IPV6 ? start : 'other';
}

function ipv4(ip: Buffer): Dissected | Passed {
  if (ip.length < 20) return 'broken';
  const header = ((ip[0] ?? 0) & 15) * 4;
  // A card that cuts packets itself leaves the length out.
  const total = ip.readUInt16BE(2) || ip.length;
  if (header < 20 || total < header || ip.length < header) return 'broken';
  const fragment = ip.readUInt16BE(6);
  if ((fragment & 0x2000) !== 0 || (fragment & 0x1fff) !== 0) return 'fragment';
  const ends = { source: ip.subarray(12, 16), target: ip.subarray(16, 20) };
  return transport(ip[9] ?? 0, ip.subarray(header, total), total - header, ends);
}

function ipv6(ip: Buffer): Dissected | Passed {
  if (ip.length < 40) return 'broken';
  const total = 40 + (ip.readUInt16BE(4) || ip.length - 40);
  const ends = { source: ip.subarray(8, 24), target: ip.subarray(24, 40) };
  let next = ip[6] ?? 0;
  let at = 40;
  // Hop-by-hop, routing, destination options, and a fragment header (RFC 8200, 4).
  while (next === 0 || next === 43 || next === 60 || next === 44) {
    if (ip.length < at + 8) return 'broken';
    if (next === 44 && (ip.readUInt16BE(at + 2) & 0xfff9) !== 0) return 'fragment';
    const length = next === 44 ? 8 : ((ip[at + 1] ?? 0) + 1) * 8;
    next = ip[at] ?? 0;
    at += length;
  }
  if (total < at || ip.length < at) return 'broken';
  return transport(next, ip.subarray(at, total), total - at, ends);
}

function transport(
  protocol: number,
  data: Buffer,
  length: number,
  ends: { source: Buffer; target: Buffer },
): Dissected | Passed {
  if (protocol !== TCP && protocol !== UDP) return 'other';
  if (data.length < (protocol === TCP ? 20 : 8)) return 'broken';
  const header = protocol === TCP ? ((data[12] ?? 0) >> 4) * 4 : 8;
  const whole = protocol === TCP ? length : data.readUInt16BE(4) || length;
  if (header < 8 || whole < header || whole > length || data.length < header) return 'broken';
  const payload = data.subarray(header, whole);
  return {
    protocol: protocol === TCP ? 'tcp' : 'udp',
    ...ends,
    sourcePort: data.readUInt16BE(0),
    targetPort: data.readUInt16BE(2),
    payload,
    missing: whole - header - payload.length,
    tcp:
      protocol === TCP
        ? { seq: data.readUInt32BE(4), ack: data.readUInt32BE(8), flags: data[13] ?? 0 }
        : null,
  };
}
