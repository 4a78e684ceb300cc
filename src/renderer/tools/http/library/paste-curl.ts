import type { ClipboardEvent } from 'react';
import { isCurl } from '../../../../contract/payload/curl.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { currentRequest, patchOpen, useHttp } from '../store.ts';
import { openCurl } from './actions.ts';
import { sayNews } from './news.ts';

/** A command of curl that is pasted where a URL goes becomes a request. */
export function pasteCurl(event: ClipboardEvent<HTMLInputElement>): void {
  const text = event.clipboardData.getData('text/plain');
  if (!isCurl(text)) return;
  event.preventDefault();
  openCurl(text).then(
    (notes) => notes.length > 0 && sayNews(notes.join(' ')),
    (error: unknown) => {
      const failure = toFailure(error);
      patchOpen(currentRequest(useHttp.getState()).key, { failure });
      announce(failure.message);
    },
  );
}
