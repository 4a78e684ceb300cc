import { useEffect, useState } from 'react';
import { escapeBytes, parseEscapes } from '../../../contract/payload/escape.ts';
import { formatHex, parseHex } from '../../../contract/payload/hex.ts';
import type { TriedMessage } from '../../../contract/rules.ts';
import { getClient } from '../../bridge/connection.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { Field, SelectField } from '../Field.tsx';
import { formatBytes } from '../format.ts';
import { wholeNumber } from '../form/read.ts';
import { readDraft, type SetDraft } from './rules-draft.ts';

/** After the last key, so long until the bench is asked. */
const PAUSE_MS = 150;
/** Of a message or an answer, so many bytes are shown. */
const SHOWN = 300;
const MESSAGES = 5;

interface Tried {
  messages: TriedMessage[];
  bytes: Uint8Array;
  rest: number;
  bad: string | null;
}
type Outcome = { tried: Tried } | { problem: string } | null;

/** A message as it could come, and what the rules as they stand in the fields would answer; nothing is sent. */
export function TryIt({ draft }: { draft: SetDraft }) {
  const [text, setText] = useState('');
  const [as, setAs] = useState<'text' | 'hex'>('text');
  const [number, setNumber] = useState('1');
  const outcome = useTried(draft, text, as, number);
  return (
    <section className="wb-rules-try" aria-label="Try it">
      <div className="wb-rules-cols" data-cols="try">
        <Field
          label="Try a message"
          mono
          placeholder={as === 'text' ? 'hello Ada\\r\\n' : '68 65 6c 6c 6f'}
          value={text}
          onChange={setText}
        />
        <SelectField
          label="As"
          value={as}
          options={[
            { value: 'text', label: 'Text' },
            { value: 'hex', label: 'Hex' },
          ]}
          onChange={(value) => setAs(value === 'hex' ? 'hex' : 'text')}
        />
        <Field label="Message no." inputMode="numeric" value={number} onChange={setNumber} />
      </div>
      {/* It may be longer than its place: the keyboard can scroll it. */}
      <div className="wb-rules-outcome" role="status" aria-label="What would happen" tabIndex={0}>
        {outcome === null ? (
          <p data-quiet="">
            Write a message to see which rule matches it and what is answered. Nothing is sent.
          </p>
        ) : 'problem' in outcome ? (
          <p data-wrong="">{outcome.problem}</p>
        ) : (
          <Shown draft={draft} tried={outcome.tried} hex={as === 'hex'} />
        )}
      </div>
    </section>
  );
}

function Shown({ draft, tried, hex }: { draft: SetDraft; tried: Tried; hex: boolean }) {
  const bytesOf = (part: { from: number; to: number }) => tried.bytes.subarray(part.from, part.to);
  const show = (part: { from: number; to: number }) => {
    const bytes = bytesOf(part);
    const cut = bytes.subarray(0, SHOWN);
    return `${hex ? formatHex(cut) : escapeBytes(cut)}${bytes.length > SHOWN ? ` … (${formatBytes(bytes.length)})` : ''}`;
  };
  const nameOf = (id: string) => draft.rules.find((rule) => rule.id === id)?.name ?? id;
  const many = tried.messages.length > 1;
  return (
    <>
      {tried.messages.slice(0, MESSAGES).map((one, index) => (
        <div key={index} className="wb-rules-tried">
          {many ? (
            <p data-quiet="">
              Message {index + 1}: <code>{show(one.message)}</code>
            </p>
          ) : null}
          {one.stopped.map((id) => (
            <p key={id} data-wrong="">
              Rule “{nameOf(id)}” ran away on {formatBytes(one.message.to - one.message.from)} and was
              stopped.
            </p>
          ))}
          <p>
            {one.rule === null ? (
              'No rule matches.'
            ) : (
              <>
                Rule <b>{nameOf(one.rule)}</b> matches.
              </>
            )}
          </p>
          {one.captures.length > 1 ? (
            <p data-quiet="">
              {one.captures.slice(1).map(({ name, part }) => (
                <span key={name}>
                  {name} = <code>{part ? show(part) : 'nothing'}</code>{' '}
                </span>
              ))}
            </p>
          ) : null}
          {one.answers.map(({ part, delayMs, file, problem }, at) => (
            <p key={at}>
              {delayMs > 0 ? `After ${delayMs} ms: ` : 'Answer: '}
              {part ? <code>{show(part)}</code> : null}
              {file
                ? `the file ${file.path}${file.size === null ? '' : `, ${formatBytes(file.size)}`}`
                : null}
              {problem === null ? null : <span data-wrong=""> {problem}</span>}
            </p>
          ))}
          {one.rule !== null && one.answers.length === 0 ? <p>Nothing is answered.</p> : null}
          {one.after === 'nothing' ? null : (
            <p>Then the connection is {one.after === 'close' ? 'closed' : 'reset'}.</p>
          )}
        </div>
      ))}
      {tried.messages.length > MESSAGES ? (
        <p data-quiet="">and {tried.messages.length - MESSAGES} messages more</p>
      ) : null}
      {tried.bad === null ? null : <p data-wrong="">{tried.bad}</p>}
      {tried.rest > 0 ? (
        <p data-quiet="">{formatBytes(tried.rest)} at the end are no whole message yet.</p>
      ) : null}
    </>
  );
}

/** Asks the bench a moment after the last change; an answer that comes too late is dropped. */
function useTried(draft: SetDraft, text: string, as: 'text' | 'hex', typedNumber: string): Outcome {
  const [outcome, setOutcome] = useState<Outcome>(null);
  useEffect(() => {
    if (text === '') return setOutcome(null);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      tryOut(draft, text, as, typedNumber, stop.signal)
        .then((found) => {
          if (!stop.signal.aborted) setOutcome(found);
        })
        .catch((error: unknown) => {
          if (!stop.signal.aborted && !isAbort(error)) setOutcome({ problem: toFailure(error).message });
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [draft, text, as, typedNumber]);
  return outcome;
}

async function tryOut(
  draft: SetDraft,
  text: string,
  as: 'text' | 'hex',
  typedNumber: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const message = (as === 'hex' ? parseHex : parseEscapes)(text);
  if (!message.ok) return { problem: message.message };
  const number = wholeNumber(typedNumber, 1, 999_999_999);
  if (number === null) return { problem: 'Message no. must be a whole number from 1.' };
  // A set can be tried before it has a name.
  const read = readDraft({ ...draft, name: draft.name.trim() || 'Rules' });
  if (!read.ok) return { problem: read.message };
  const { bytes, ...tried } = await getClient().rules.try(
    { set: read.set, message: new Blob([message.bytes]), number },
    { signal },
  );
  return { tried: { ...tried, bytes: new Uint8Array(await bytes.arrayBuffer()) } };
}
