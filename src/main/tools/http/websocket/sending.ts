import { BenchError } from '../../../bench/failure.ts';
import type { Turn } from '../../../net/repeater.ts';
import { refused } from '../request/fill.ts';
import type { WebSocketLink } from './link.ts';

export type As = 'text' | 'binary';

/** Bytes that may wait for a server that takes nothing. */
const MOST_WAITING = 32 * 1024 * 1024;

const notOpen = () =>
  new BenchError({
    code: 'NOT_OPEN',
    message: 'The WebSocket is not open.',
    hint: 'Connect it, or wait until the server has answered the handshake.',
  });
const notText = () =>
  refused(
    'message',
    'These bytes are no UTF-8, and a text message has to be.',
    'Send them as a binary message.',
  );

/** Messages on their way over one WebSocket. */
export class Sending {
  readonly #link: WebSocketLink;
  /** Looks at the text of a message that is sent in parts; null: none is. */
  #open: { as: As; text: TextDecoder | null } | null = null;

  constructor(link: WebSocketLink) {
    this.#link = link;
  }

  /** Sends a message or a part of it; resolves when the connection has taken it. Rejects with a BenchError. */
  async send(as: As, bytes: Uint8Array, { first, last }: { first: boolean; last: boolean }): Promise<void> {
    const { open: ws } = this.#link;
    if (!ws) throw notOpen();
    if (first && this.#open)
      throw new BenchError({
        code: 'UNFINISHED',
        message: 'The message before was given up in its middle, and the server still waits for the rest.',
        hint: 'What was sent of it can’t be taken back. Disconnect, and connect again.',
      });
    if (ws.bufferedAmount > MOST_WAITING)
      throw new BenchError({
        code: 'CONGESTED',
        message: 'The server does not take what was sent before.',
        hint: `${ws.bufferedAmount.toLocaleString('en-US')} bytes wait for it.`,
      });
    const part = this.#open ?? { as, text: as === 'text' ? new TextDecoder('utf-8', { fatal: true }) : null };
    try {
      part.text?.decode(bytes, { stream: !last });
    } catch {
      throw notText();
    }
    this.#open = last ? null : part;
    if (last) this.#link.sentMessage();
    await new Promise<void>((resolve, reject) => {
      ws.send(bytes, { binary: part.as === 'binary', fin: last }, (error) =>
        error
          ? reject(
              new BenchError({
                code: 'NOT_OPEN',
                message: 'The connection ended before all of it had gone.',
              }),
            )
          : resolve(),
      );
    });
  }

  /** One turn of a repeat: left out while the one before still waits, or one is sent in parts. */
  turn(as: As, bytes: Uint8Array): Turn {
    const { open: ws, session } = this.#link;
    if (!ws) return 'gone';
    if (this.#open || ws.bufferedAmount > 0 || !session.capture.hasRoomFor(bytes.length)) return 'skipped';
    if (as === 'text' && !isText(bytes)) throw notText();
    ws.send(bytes, { binary: as === 'binary' }, () => undefined);
    this.#link.sentMessage();
    return 'sent';
  }

  /** A whole message from where nobody says what it is: text where it can be one. */
  any(bytes: Uint8Array): Promise<void> {
    return this.send(isText(bytes) ? 'text' : 'binary', bytes, { first: true, last: true });
  }

  async ping(text: string): Promise<void> {
    if (!this.#link.open) throw notOpen();
    const payload = Buffer.from(text);
    if (payload.length > 125) throw refused('ping', 'A ping holds 125 bytes at most.');
    await this.#link.ping(payload);
  }

  close(code: number, reason: string): void {
    if (!this.#link.open) throw notOpen();
    if (Buffer.byteLength(reason) > 123)
      throw refused(
        'reason',
        'Reason can’t be longer than 123 bytes.',
        'That is all a close holds besides its code.',
      );
    this.#link.close(code, reason);
  }
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
