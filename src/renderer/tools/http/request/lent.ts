import type { Item } from '../../../../contract/files.ts';
import type { Body, HttpRequest } from '../../../../contract/http/request.ts';
import type { Chosen } from '../../../ui/files/chosen.ts';
import { handOver } from '../../../ui/files/lender.ts';
import { isUnderWay, useExchanges } from './exchanges.ts';

/**
 * Files that the page holds and a request is to send. In the draft stands a name of ours; when the request is sent the
 * file is lent under a name of main's, until the exchange is over.
 */

const held = new Map<string, Chosen>();
/** Names of ours by those of main's, for requests that come back to be sent again. */
const lentAs = new Map<string, string>();
let last = 0;

/** What a draft says of a chosen file. */
export function itemOf(chosen: Chosen): Item {
  if (chosen.from.kind === 'path') return { kind: 'path', path: chosen.from.path };
  const loan = `page-${++last}`;
  held.set(loan, chosen);
  return { kind: 'loan', loan };
}

/** How a file is called, and how large it is where that is known. Null: the page that held it was left. */
export function toldOf(item: Item): { name: string; size: number | null; path: string | null } | null {
  if (item.kind === 'path')
    return { name: item.path.split(/[/\\]/).at(-1) || item.path, size: null, path: item.path };
  const chosen = held.get(item.loan);
  return chosen ? { name: chosen.name, size: chosen.size, path: null } : null;
}

/** The request as main is to send it, and the end of what the page lends for it. */
export async function readyToSend(draft: HttpRequest): Promise<{ request: HttpRequest; release(): void }> {
  const releases: (() => void)[] = [];
  const release = () => releases.forEach((each) => each());
  const lend = async (item: Item): Promise<Item> => {
    const chosen = item.kind === 'loan' ? held.get(item.loan) : undefined;
    if (!chosen || item.kind !== 'loan') return item;
    const handed = await handOver([chosen]);
    releases.push(handed.release);
    const [given] = handed.items;
    if (given?.kind === 'loan') lentAs.set(given.loan, item.loan);
    return given ?? item;
  };
  try {
    return { request: await withItems(draft, lend), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** A request that was sent, with the names of ours for the files that the page still holds. */
export const comeBack = (request: HttpRequest): Promise<HttpRequest> =>
  withItems(request, async (item) =>
    item.kind === 'loan' && lentAs.has(item.loan) ? { kind: 'loan', loan: lentAs.get(item.loan)! } : item,
  );

/** What was lent for an exchange is taken back when that is over. */
export function lendFor(exchange: string, release: () => void): void {
  let known = false;
  const stop = useExchanges.subscribe(({ all }) => {
    const one = all.get(exchange);
    // The answer to a call may come before the news.
    known ||= one !== undefined;
    if (!known || isUnderWay(one)) return;
    stop();
    release();
  });
}

async function withItems(request: HttpRequest, turn: (item: Item) => Promise<Item>): Promise<HttpRequest> {
  const { body } = request;
  const of = async (item: Item | null) => (item === null ? null : turn(item));
  const next = async (): Promise<Body> => {
    if (body.kind === 'file') return { ...body, file: await of(body.file) };
    if (body.kind !== 'multipart') return body;
    const parts = [];
    for (const part of body.parts)
      parts.push(part.kind === 'file' ? { ...part, file: await of(part.file) } : part);
    return { ...body, parts };
  };
  return { ...request, body: await next() };
}
