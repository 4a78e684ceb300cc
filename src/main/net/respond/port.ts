/**
 * What a responder may do with one connection or one peer: a TCP session, the peer of a UDP socket. Whoever owns the
 * socket implements it; the responder never sees a socket.
 */
export interface ResponderPort {
  /** Whether something can be written now; false for good once the connection has ended. */
  readonly writable: boolean;
  /** Given for datagrams: the most bytes that one of them carries. What is answered is then never cut in two. */
  readonly datagram?: number | undefined;
  /** One write, in the capture as one row. Answers false when the socket would rather have a pause. */
  write(bytes: Uint8Array): boolean;
  /** Waits until what was written is taken and more may follow, or the connection ends. Rejects when aborted. */
  taken(signal: AbortSignal): Promise<void>;
  /** Sends all that was written, then ends and closes. */
  end(): void;
  reset(): void;
  /** A row in the timeline. */
  note(kind: 'note' | 'error', text: string): void;
  /** Reading may go on, after `received` asked for a pause. */
  resume(): void;
}
