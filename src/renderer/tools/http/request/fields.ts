import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { focusField } from '../../../ui/form/focus.ts';

/** The parts of a request as the editor shows them, and where the field is that a failure names. */

export const TABS = [
  'Query',
  'Call',
  'Protocols',
  'Headers',
  'Auth',
  'Body',
  'Options',
  'Expect',
  'Notes',
] as const;
export type EditorTab = (typeof TABS)[number];

const OF_KIND: Record<HttpRequest['kind'], readonly EditorTab[]> = {
  http: ['Query', 'Headers', 'Auth', 'Body', 'Options', 'Expect', 'Notes'],
  'xml-rpc': ['Call', 'Headers', 'Auth', 'Options', 'Expect', 'Notes'],
  websocket: ['Query', 'Protocols', 'Headers', 'Auth', 'Options', 'Notes'],
};

export const tabsOf = (kind: HttpRequest['kind']): readonly EditorTab[] => OF_KIND[kind];

/** The tab that is shown; the same for all requests, so that one can be compared with the next. */
export const useEditor = create<{ tab: EditorTab }>(() => ({ tab: 'Query' }));
export const showTab = (tab: EditorTab): void => useEditor.setState({ tab });

/** By what a failure says first of its field: `headers`, `proxy`, `body`. */
const TAB_OF: Record<string, EditorTab> = {
  parameter: 'Query',
  header: 'Headers',
  headers: 'Headers',
  user: 'Auth',
  password: 'Auth',
  token: 'Auth',
  body: 'Body',
  part: 'Body',
  type: 'Body',
  file: 'Body',
  form: 'Body',
  timeout: 'Options',
  silence: 'Options',
  redirects: 'Options',
  proxy: 'Options',
  unix: 'Options',
  tls: 'Options',
  call: 'Call',
  protocols: 'Protocols',
  expectation: 'Expect',
};

/** Shows the part of the request that is to blame, and puts the keyboard there. */
export function showFieldOf({ field }: Failure): void {
  if (!field) return;
  const tab = TAB_OF[field.toLowerCase().split(/[\s:]/)[0] ?? ''];
  if (tab) showTab(tab);
  focusField('http request', field);
}
