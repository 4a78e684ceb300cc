import IconButton from '@mui/material/IconButton';
import { useState } from 'react';
import type { Header, Hop } from '../../../../contract/http/exchange.ts';
import { copyMade } from '../../../ui/clipboard.ts';
import { CopyIcon } from '../../../ui/icons.tsx';
import { parseSetCookie } from './set-cookie.ts';
import { HopSelect } from './HopSelect.tsx';

/** The headers of the answer and of the request, as they stood on the wire, and the cookies that were set. */
export function HeadersView({ hops }: { hops: readonly Hop[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const hop = hops[chosen ?? hops.length - 1] ?? hops[0];
  if (!hop) return null;
  const cookies = (hop.answer?.headers ?? []).filter(({ name }) => name.toLowerCase() === 'set-cookie');
  return (
    <div className="wb-answer-scroll">
      <HopSelect hops={hops} chosen={chosen} onChoose={setChosen} />
      {hop.answer ? (
        <>
          <HeaderTable
            title={`Answer: ${hop.answer.status} ${hop.answer.reason}`}
            headers={hop.answer.headers}
          />
          {hop.answer.trailers.length > 0 ? (
            <HeaderTable title="Trailers" headers={hop.answer.trailers} />
          ) : null}
        </>
      ) : null}
      {cookies.length > 0 ? (
        <section aria-label="Cookies set">
          <h4>Cookies set</h4>
          <table className="wb-answer-headers">
            <tbody>
              {cookies.map(({ value }, index) => {
                const cookie = parseSetCookie(value);
                return (
                  // They stay in the order of the wire.
                  <tr key={index}>
                    <th scope="row">{cookie.name}</th>
                    <td>
                      {cookie.value} <span className="wb-answer-muted">{cookie.rest}</span>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      ) : null}
      {hop.answer?.informational.map(({ status, headers }, index) => (
        <HeaderTable key={index} title={`Before it: ${status}`} headers={headers} />
      ))}
      <HeaderTable title={`Request: ${hop.method} ${hop.url}`} headers={hop.request.headers} />
    </div>
  );
}

const linesOf = (headers: readonly Header[]): string =>
  headers.map(({ name, value }) => `${name}: ${value}`).join('\n');

/** The most rows that are drawn: nobody reads more, and each costs. */
const MOST = 500;

function HeaderTable({ title, headers }: { title: string; headers: readonly Header[] }) {
  const more = headers.length - MOST;
  return (
    <section aria-label={title}>
      <h4 className="wb-answer-copied">
        {title}
        {headers.length > 0 ? (
          <IconButton
            size="small"
            title="Copy these headers"
            aria-label={`Copy the headers of ${title}`}
            onClick={() => void copyMade('answer', () => linesOf(headers), 'Copied the headers')}
          >
            <CopyIcon width={14} height={14} />
          </IconButton>
        ) : null}
      </h4>
      {headers.length === 0 ? <p className="wb-answer-muted">No headers.</p> : null}
      <table className="wb-answer-headers">
        <tbody>
          {headers.slice(0, MOST).map(({ name, value }, index) => (
            // They stay in the order of the wire.
            <tr key={index}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? (
        <p className="wb-answer-muted">{more.toLocaleString('en-US')} more: Wire shows every byte of them.</p>
      ) : null}
    </section>
  );
}
