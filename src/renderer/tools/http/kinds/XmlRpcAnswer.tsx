import { useEffect, useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import type { XmlRpcAnswer as Answer } from '../../../../contract/tools/http-xml-rpc.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { formatCount } from '../../../ui/format.ts';
import { KINDS, type Row, rowsOf } from './xml-rpc-draft.ts';
import './xml-rpc.css';

/** Rows that are drawn; an answer with more is better looked at as text. */
const SHOWN = 2000;

/** What an XML-RPC call came to: the typed value, or the fault. `ended`: no more of the answer will come. */
export default function XmlRpcAnswer({ exchange, ended }: { exchange: string; ended: boolean }) {
  const [read, setRead] = useState<{ of: string; answer: Answer } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (!ended) return undefined;
    let gone = false;
    setFailure(null);
    getClient()
      .httpXmlRpc.answer({ exchange })
      .then((answer) => gone || setRead({ of: exchange, answer }))
      .catch((error: unknown) => gone || setFailure(toFailure(error)));
    return () => {
      gone = true;
    };
  }, [exchange, ended]);
  if (failure) return <FailureNotice failure={failure} />;
  const answer = read?.of === exchange ? read.answer : null;
  return (
    <div className="wb-xml-rpc-answer" aria-label="XML-RPC answer" role="region">
      {answer === null ? (
        <p role="status">{ended ? 'Reading…' : 'The answer is on its way…'}</p>
      ) : (
        <Told answer={answer} />
      )}
    </div>
  );
}

function Told({ answer }: { answer: Answer }) {
  if (answer.kind === 'none') {
    const { why, line, column } = answer;
    const where = line === null ? '' : ` Line ${line}${column === null ? '' : `, column ${column}`}.`;
    return <p data-tone="error">{`This is no answer of XML-RPC. ${why}${where}`}</p>;
  }
  const rows = rowsOf([answer.value]);
  return (
    <>
      {answer.kind === 'fault' ? (
        <p data-tone="error">{`Fault ${answer.code}: ${answer.message || 'it says nothing more.'}`}</p>
      ) : null}
      <ol className="wb-xml-rpc" aria-label={answer.kind === 'fault' ? 'Fault' : 'Value'}>
        {rows.slice(0, SHOWN).map((row) => (
          <ValueRow key={row.label} row={row} />
        ))}
      </ol>
      {rows.length > SHOWN ? (
        <p>{`${formatCount(rows.length - SHOWN)} more are not shown. Look at the answer as text.`}</p>
      ) : null}
    </>
  );
}

function ValueRow({ row: { path, value, name } }: { row: Row }) {
  const depth = path.length - 1;
  const at = path.at(-1) ?? 0;
  return (
    <li style={{ paddingLeft: 12 + Math.min(depth, 12) * 20 }}>
      {depth === 0 ? null : <b>{name ?? `[${at}]`}</b>}
      <small>{KINDS.find((kind) => kind.value === value.kind)?.label}</small>
      {'value' in value ? <code>{value.value}</code> : null}
      {value.kind === 'array' ? <small>{counted(value.items.length, 'item')}</small> : null}
      {value.kind === 'struct' ? <small>{counted(value.members.length, 'member')}</small> : null}
    </li>
  );
}

const counted = (count: number, of: string): string => `${formatCount(count)} ${of}${count === 1 ? '' : 's'}`;
