import { FrameDecoder } from '../../../contract/payload/frame-decoder.ts';
import { isNamed, type LensFraming } from '../../../contract/payload/framing.ts';
import { Http2Namer } from '../../../contract/payload/http2/frames.ts';
import { WebSocketNamer } from '../../../contract/payload/websocket/frames.ts';
import type { Direction } from '../../../contract/rows.ts';
import { Unpacking } from './unpacking.ts';

/** What a lens needs to be told; `starts` are where framing begins anew, in order. */
export interface LensChoice {
  framing: LensFraming;
  starts: Record<Direction, readonly number[]>;
}

/** One direction of the streams while it is looked through. */
export interface Stream {
  decoder: FrameDecoder | Http2Namer | WebSocketNamer;
  /** Rows that hold bytes of the message under way. */
  reads: number;
  starts: readonly number[];
  unpacking: Unpacking;
}

/** Cuts a stream that begins at this offset into messages. */
export const decoderOf = (framing: LensFraming, at: number): Stream['decoder'] => {
  if (!isNamed(framing)) return new FrameDecoder(framing, at);
  return framing.kind === 'http2' ? new Http2Namer(at) : new WebSocketNamer(at);
};

export const streamOf = ({ framing, starts }: LensChoice, direction: Direction): Stream => ({
  decoder: decoderOf(framing, 0),
  reads: 0,
  starts: starts[direction].filter((offset) => offset > 0),
  unpacking: new Unpacking(),
});
