import { AnswerPane } from '../answer/AnswerPane.tsx';
import { currentRequest, useHttp } from '../store.ts';

/** The open requests: what is asked above, what is answered below. */
export function RequestPane() {
  const { exchange } = useHttp(currentRequest);
  return <section aria-label="Request">{exchange && <AnswerPane exchange={exchange} />}</section>;
}
