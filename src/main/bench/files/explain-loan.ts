import { BenchError } from '../failure.ts';

export const pageGone = (name: string): BenchError =>
  new BenchError({
    code: 'LOAN_GONE',
    message: `${name} can’t be sent any more: the page that holds it is gone.`,
    hint: 'It was closed or loaded anew, or it lost the bench. Drop the files again.',
  });

export const pageSilent = (name: string): BenchError =>
  new BenchError({
    code: 'LOAN_SILENT',
    message: `${name} can’t be sent: the page that holds it does not answer.`,
    hint: 'Its tab may be frozen or stopped. Show it, and send again.',
  });

/** `how`: the end of a sentence, without a full stop. */
export const pageLied = (name: string, how: string): BenchError =>
  new BenchError({ code: 'BAD_INPUT', message: `${name} can’t be sent: the page answered ${how}.` });

/** `said`: the words of the browser. */
export const pageCantRead = (name: string, said: string): BenchError =>
  new BenchError({
    code: 'UNREADABLE',
    message: `${name} can’t be read by the page: it may have been changed, moved or removed since it was chosen.`,
    hint: `Choose it again. The browser says: ${said}`,
  });
