import { parseEscapes } from '../../../contract/payload/escape.ts';
import type { RespondInput, RespondMode } from '../../../contract/respond.ts';
import type { FieldErrors, Read } from '../form/read.ts';

/** What is answered, as it is typed; a part of the form of whatever answers. */
export interface RespondForm {
  respond: RespondMode;
  prefix: string;
  greeting: string;
  /** A path on the machine where the bench runs. */
  file: string;
  /** The id of a saved set. */
  rules: string;
}

export const RESPOND_DEFAULTS: RespondForm = {
  respond: 'nothing',
  prefix: 'Received: ',
  greeting: '',
  file: '',
  rules: '',
};

export function readRespond(form: RespondForm): Read<RespondForm, RespondInput> {
  const errors: FieldErrors<RespondForm> = {};
  const prefix = form.respond === 'prefix' ? parseEscapes(form.prefix) : null;
  if (prefix && !prefix.ok) errors.prefix = `Prefix: ${prefix.message}`;
  const greeting = form.greeting === '' ? null : parseEscapes(form.greeting);
  if (greeting && !greeting.ok) errors.greeting = `Greeting: ${greeting.message}`;
  const file = form.file.trim();
  if (form.respond === 'file' && file === '')
    errors.file = 'File is empty. Write its whole path, such as /home/me/page.html.';
  if (form.respond === 'rules' && form.rules === '') errors.rules = 'No rules are chosen. Press Edit rules.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    input: {
      mode: form.respond,
      prefix: prefix?.ok ? new Blob([prefix.bytes]) : undefined,
      greeting: new Blob(greeting?.ok ? [greeting.bytes] : []),
      file: form.respond === 'file' ? file : undefined,
      rules: form.respond === 'rules' ? form.rules : undefined,
    },
  };
}
