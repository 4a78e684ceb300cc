import { create } from 'zustand';
import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import { isEvents, isText, layoutOf, previewOf } from './media.ts';

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

/** The tabs an answer has, and which of them suits it. */
export function tabsOf(detail: ExchangeDetail): { tabs: Tab[]; suits: Tab } {
  const { type } = detail.summary;
  const answered = detail.hops.at(-1)?.answer !== null && detail.hops.length > 0;
  const kept = answered && detail.body.savedTo === null;
  const has: Record<Tab, boolean> = {
    Value: kept && detail.summary.kind === 'xml-rpc',
    Events: kept && isEvents(type),
    Pretty: kept && layoutOf(type) !== null,
    Preview: kept && previewOf(type) !== null,
    Text: kept,
    Hex: kept,
    Headers: detail.hops.length > 0,
    Timing: detail.hops.length > 0,
    Wire: detail.hops.length > 0,
    Expectations: detail.expectations.length > 0,
  };
  const tabs = TABS.filter((tab) => has[tab]);
  const text = isText(type) || type === '' ? 'Text' : 'Hex';
  const suits = tabs.includes('Preview') && !tabs.includes('Pretty') ? 'Preview' : (tabs[0] ?? 'Headers');
  return { tabs, suits: suits === 'Text' ? text : suits };
}
