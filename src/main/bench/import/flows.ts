import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import type { Direction } from '../../../contract/rows.ts';
import type { Endpoint } from '../../../contract/session.ts';
import type { SessionFacts } from '../export/facts.ts';
import { ACK, SYN } from '../export/packet-writer.ts';
import { addressText } from '../packets/addresses.ts';
import { type Dissected, dissect, type Passed } from './dissect.ts';
import type { FilePacket, PacketSink } from './packet.ts';
import type { FileSink, SessionSink } from './sink.ts';
import { type FlowCounts, TcpFlow } from './tcp-flow.ts';

/** Streams that are told apart though they are not opened, so that they can be counted. */
const MAX_UNOPENED = 100_000;

interface Flow {
  /** The end that counts as ours, as `address:port`. */
  local: string;
  /** Null for one past the limit. */
  sink: SessionSink | null;
  tcp: TcpFlow | null;
  last: number;
}

/** Finds the TCP connections and UDP conversations among packets; each becomes a session. */
export class Flows implements PacketSink {
  readonly #file: FileSink;
  readonly #flows = new Map<string, Flow>();
  readonly #passed: Record<Passed, number> = { link: 0, other: 0, fragment: 0, broken: 0 };
  readonly #counts: FlowCounts = { held: 0, again: 0 };
  #unopened = 0;

  constructor(file: FileSink) {
    this.#file = file;
  }

  section(): void {
    return;
  }

  interface(): void {
    return;
  }

  statistics(): void {
    return;
  }

  packet(packet: FilePacket): void {
    const found = dissect(packet.link, packet.data);
    if (typeof found === 'string') {
      this.#passed[found]++;
      return;
    }
    const from = formatHostPort(addressText(found.source), found.sourcePort);
    const to = formatHostPort(addressText(found.target), found.targetPort);
    const key = `${found.protocol} ${from < to ? `${from} ${to}` : `${to} ${from}`}`;
    let flow = this.#flows.get(key);
    const opens = found.tcp !== null && (found.tcp.flags & (SYN | ACK)) === SYN;
    if (flow && opens && flow.tcp?.isNew(found.tcp?.seq ?? 0)) {
      flow.tcp.end(packet.time);
      this.#flows.delete(key);
      flow = undefined;
    }
    flow ??= this.#open(key, packet, found, from, to);
    if (!flow) return;
    flow.last = packet.time;
    const direction: Direction = flow.local === from ? 'out' : 'in';
    if (flow.tcp) flow.tcp.packet(packet.time, direction, found);
    else if (flow.sink) {
      flow.sink.data(packet.time, direction, found.payload);
      if (found.missing > 0)
        flow.sink.event(packet.time, 'note', `The file has ${found.missing} bytes fewer of this datagram.`);
    }
  }

  end(): void {
    for (const flow of this.#flows.values()) flow.tcp?.end(flow.last);
  }

  notes(): string[] {
    const { link, other, fragment, broken } = this.#passed;
    const told: [number, string][] = [
      [
        this.#unopened,
        `${this.#unopened < MAX_UNOPENED ? '' : 'or '}more streams of the file were not opened: these are the most at once.`,
      ],
      [link, 'packets were passed over: they come from a kind of network that is not read here.'],
      [fragment, 'pieces of fragmented IP packets were passed over.'],
      [broken, 'packets were passed over: they are cut or make no sense.'],
      [other, 'packets were passed over: they are neither TCP nor UDP.'],
      [this.#counts.again, 'TCP segments came again and were dropped.'],
    ];
    return told.filter(([n]) => n > 0).map(([n, text]) => `${n.toLocaleString('en-US')} ${text}`);
  }

  #open(key: string, packet: FilePacket, found: Dissected, from: string, to: string): Flow | undefined {
    if (this.#unopened >= MAX_UNOPENED) return undefined;
    const flags = found.tcp ? found.tcp.flags & (SYN | ACK) : 0;
    const answers = flags === (SYN | ACK);
    // Ours is the end that captured, where the file says so, else the one that calls.
    const here = packet.direction === null ? !answers : packet.direction === 'out';
    const source = endpointOf(found.source, found.sourcePort);
    const target = endpointOf(found.target, found.targetPort);
    const facts: SessionFacts = {
      tool: found.protocol,
      role: here === answers ? 'server' : 'client',
      title: here ? to : from,
      local: here ? source : target,
      remote: here ? target : source,
      createdAt: packet.time,
      openedAt: packet.time,
      closedAt: null,
      closeReason: null,
      protocol: found.protocol,
      tls: false,
    };
    const sink = this.#file.open(facts);
    if (!sink) this.#unopened++;
    const tcp = sink && found.protocol === 'tcp' ? new TcpFlow(sink, this.#counts) : null;
    const flow = { local: here ? from : to, sink, tcp, last: packet.time };
    this.#flows.set(key, flow);
    return flow;
  }
}

function endpointOf(bytes: Buffer, port: number): Endpoint {
  return { family: bytes.length === 4 ? 'IPv4' : 'IPv6', address: addressText(bytes), port };
}
