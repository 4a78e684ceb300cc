import { useRef } from 'react';
import type { Pair } from '../../../../contract/http/request.ts';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { PairTable } from './PairTable.tsx';
import { readQuery } from './pasted.ts';
import { rowsOf, withRows } from './query.ts';

const BLANK: Pair = { name: '', value: '', on: true };

/** The query of the URL as rows, in step with it both ways; rows that are off stand here alone. */
export function QueryPart() {
  const url = useHttp((s) => currentRequest(s).draft.url);
  const off = useHttp((s) => currentRequest(s).draft.queryOff);
  // A row that is switched off keeps its place as long as the table is open.
  const order = useRef<Pair[]>([]);
  order.current = rowsOf(url, off, order.current);
  return (
    <PairTable
      label="Query"
      one="parameter"
      rows={order.current}
      blank={BLANK}
      placeholders={['Add a parameter', 'Value']}
      readPaste={readQuery}
      onChange={(rows) => {
        order.current = rows;
        editRequest(withRows(url, rows));
      }}
    />
  );
}
