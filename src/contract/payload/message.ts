import { parseBase64 } from './base64.ts';
import { parseEscapes } from './escape.ts';
import { frame, type Framing } from './framing.ts';
import { parseHex } from './hex.ts';
import { type LineEnding, withLineEnding } from './line-ending.ts';
import type { ParsedBytes, ParseFailure } from './parsed.ts';
import { type Built, compileTemplate, type Moment } from './template.ts';

export type { Moment } from './template.ts';

export const ENCODINGS = ['Text', 'Hex', 'Base64'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A message as it is written down: what the composer holds, and what is saved. */
export interface MessageSpec {
  encoding: Encoding;
  text: string;
  /** Of text only; hex and Base64 are sent exactly as written. */
  ending: LineEnding;
  /** `{{…}}` in text and hex are placeholders; see `template.ts`. */
  template: boolean;
  /** What goes around the message. */
  framing: Framing;
}

/** Bytes ready to be sent; `body` is where the message itself is in its frame. */
export type BuiltMessage = Built & { body: { start: number; end: number } };

/** A message that was read once and can be made again and again. */
export interface Message {
  ok: true;
  /** True where two of them may differ. */
  readonly varies: boolean;
  build(now: Moment): BuiltMessage | ParseFailure;
}

export const PLAIN: Omit<MessageSpec, 'text'> = {
  encoding: 'Text',
  ending: 'None',
  template: false,
  framing: { kind: 'raw' },
};

/** The bytes of a message without placeholders, before any framing. */
export function payloadOf(text: string, encoding: Encoding, ending: LineEnding): ParsedBytes {
  if (encoding === 'Hex') return parseHex(text);
  if (encoding === 'Base64') return parseBase64(text);
  const parsed = parseEscapes(text);
  return parsed.ok ? { ok: true, bytes: withLineEnding(parsed.bytes, ending) } : parsed;
}

/** Reads a message; fails with the place of the text that can't be read. */
export function compileMessage(spec: MessageSpec): Message | ParseFailure {
  const { text, encoding, ending, template, framing } = spec;
  if (!template || encoding === 'Base64') {
    const parsed = payloadOf(text, encoding, ending);
    if (!parsed.ok) return parsed;
    return {
      ok: true,
      varies: false,
      build: () => framed({ ok: true, bytes: parsed.bytes, spans: [] }, framing),
    };
  }
  const inText = encoding === 'Text';
  const compiled = compileTemplate(text, inText, withLineEnding(new Uint8Array(), inText ? ending : 'None'));
  if (!compiled.ok) return compiled;
  return {
    ok: true,
    varies: compiled.varies,
    build(now) {
      const built = compiled.build(now);
      return built.ok ? framed(built, framing) : built;
    },
  };
}

function framed(built: Built, framing: Framing): BuiltMessage | ParseFailure {
  const made = frame(built.bytes, framing);
  if (!made.ok) return { ok: false, at: 0, message: made.message };
  const prefixed = framing.kind === 'length-prefixed' || framing.kind === 'varint';
  const start = prefixed ? made.bytes.length - built.bytes.length : 0;
  const spans = built.spans.map((span) => ({ ...span, start: span.start + start, end: span.end + start }));
  return { ok: true, bytes: made.bytes, spans, body: { start, end: start + built.bytes.length } };
}
