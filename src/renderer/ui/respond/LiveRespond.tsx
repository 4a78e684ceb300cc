import { useEffect, useRef, useState } from 'react';
import type { RespondInfo } from '../../../contract/respond.ts';
import { GreetingField, RespondDetails, RespondSelect } from './RespondFields.tsx';
import { RESPOND_DEFAULTS, type RespondForm } from './respond-form.ts';

export interface LiveRespondProps {
  info: RespondInfo;
  /** The words that were typed in this window: main keeps bytes. */
  typed: RespondForm | undefined;
  /** Changes what is answered; the sentences of fields that are wrong come back, and nothing is changed then. */
  apply(form: RespondForm): Promise<Partial<Record<keyof RespondForm, string>>>;
  datagrams?: boolean;
}

/** What a listener or socket that runs answers. A choice takes effect at once, a text when it is left. */
export function LiveRespond({ info, typed, apply, datagrams = false }: LiveRespondProps) {
  const { mode, file, rules } = info;
  const told = { respond: mode, ...(file === null ? {} : { file }), ...(rules ? { rules: rules.set } : {}) };
  const [form, setForm] = useState<RespondForm>(() => ({ ...RESPOND_DEFAULTS, ...typed, ...told }));
  // What was asked for here and has not come back as news yet, in order.
  const asked = useRef<string[]>([]);
  // Another window of the bench may have changed it.
  const set = rules?.set;
  useEffect(() => {
    const news = keyOf({ respond: mode, file: file ?? '', rules: set ?? '' });
    const sent = asked.current;
    // News of an earlier choice of ours must not take away a later one, nor one that is still to be filled in.
    if (sent.includes(news) && sent.at(-1) !== news) return;
    asked.current = [];
    setForm((now) =>
      waits(now)
        ? now
        : {
            ...now,
            respond: mode,
            ...(file === null ? {} : { file }),
            ...(set === undefined ? {} : { rules: set }),
          },
    );
  }, [mode, file, set]);
  const [errors, setErrors] = useState<Partial<Record<keyof RespondForm, string>>>({});
  const change = (next: RespondForm) => {
    asked.current.push(keyOf(next));
    void apply(next).then(setErrors);
  };
  const onChange = (patch: Partial<RespondForm>) => {
    const next = { ...form, ...patch };
    setForm(next);
    setErrors({});
    if (patch.respond && !waits(next)) change(next);
  };
  const onCommit = () => {
    const { prefix, greeting, file: path } = form;
    const same = prefix === typed?.prefix && greeting === typed.greeting && path === typed.file;
    if (!same || form.respond !== mode) change(form);
  };
  const props = { form, errors, onChange, onCommit, datagrams };
  return (
    <>
      <RespondSelect {...props} />
      <RespondDetails {...props} />
      {!datagrams && (form.greeting !== '' || info.greetingBytes > 0) ? <GreetingField {...props} /> : null}
    </>
  );
}

/** A file that is still to be named, and rules that are still to be written, change nothing yet. */
const waits = ({ respond, file, rules }: RespondForm): boolean =>
  (respond === 'file' && file.trim() === '') || (respond === 'rules' && rules === '');

const keyOf = ({ respond, file, rules }: Pick<RespondForm, 'respond' | 'file' | 'rules'>): string =>
  JSON.stringify([respond, respond === 'file' ? file.trim() : '', respond === 'rules' ? rules : '']);
