import { create } from 'zustand';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { isEvents, isText, layoutFor, previewOf } from './media.ts';

export const TABS = [
  'Value',
  'Events',
  'Pretty',
  'Preview',
  'Text',
  'Hex',
  'Headers',
  'Timing',
  'Wire',
  'Expectations',
] as const;
export type Tab = (typeof TABS)[number];

/** The tab that was chosen last; an answer that has no such tab shows the one that suits it. */
export const useWanted = create<{ tab: Tab | null }>(() => ({ tab: null }));

/** A larger body is laid out or drawn only when that is asked for, in bytes. */
const LARGE = 256 * 1024 * 1024;

/** The tabs an answer has, and which of them suits it. */
export function tabsOf(detail: ExchangeDetail): { tabs: Tab[]; suits: Tab } {
  const { type } = detail.summary;
  const answered = (detail.hops.at(-1)?.answer ?? null) !== null;
  // Lines are cut in bytes: a charset of two bytes a letter has none that could be found.
  const { layout } = layoutFor(type, detail.body.looks);
  const laid = answered && layout !== null && !/^utf-?16/i.test(detail.body.charset ?? '');
  const has: Record<Tab, boolean> = {
    Value: answered && detail.summary.kind === 'xml-rpc',
    Events: answered && isEvents(type),
    Pretty: laid,
    Preview: answered && previewOf(type) !== null,
    Text: answered,
    Hex: answered,
    Headers: detail.hops.length > 0,
    Timing: detail.hops.length > 0,
    Wire: detail.hops.length > 0,
    Expectations: detail.expectations.length > 0,
  };
  const tabs = TABS.filter((tab) => has[tab]);
  // What came and was no answer is seen in the bytes.
  const wire = detail.hops.at(-1)?.wire;
  if (!answered && detail.summary.state === 'failed' && wire && wire.in.to > wire.in.from)
    return { tabs, suits: 'Wire' };
  const { looks } = detail.body;
  const text = (isText(type) || type === '') && looks !== 'gzip' && looks !== 'binary' ? 'Text' : 'Hex';
  const first = tabs.includes('Preview') && !tabs.includes('Pretty') ? 'Preview' : (tabs[0] ?? 'Headers');
  const large = detail.summary.bytes.decoded > LARGE && first !== 'Events';
  return { tabs, suits: first === 'Text' || (large && answered) ? text : first };
}
