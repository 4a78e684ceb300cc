import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { getClient } from '../../../bridge/connection.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { isUnderWay } from '../request/exchanges.ts';
import { fileNameOf } from './media.ts';

const DAY_MS = 86_400_000;

/** Saves the body of an answer as it is decoded, under the name that the answer or its address tells. */
export function saveBody({ summary, hops }: ExchangeDetail): void {
  const { id, url, type } = summary;
  const headers = hops.at(-1)?.answer?.headers ?? [];
  const disposition = headers.find(({ name }) => name.toLowerCase() === 'content-disposition')?.value ?? null;
  const name = fileNameOf(url, disposition, type);
  void saveFile(
    'answer',
    name,
    (signal) => getClient().http.saveBody({ exchange: id, form: 'decoded', name }, { signal }),
    // It is saved as it comes, however long that takes.
    isUnderWay(summary) ? DAY_MS : undefined,
  );
}
