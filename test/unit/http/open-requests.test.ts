import { beforeEach, expect, test, vi } from 'vitest';
import type { Exchange } from '../../../src/contract/http/exchange.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { mendRequest } from '../../../src/renderer/tools/http/request/actions.ts';
import { applyUpdate } from '../../../src/renderer/tools/http/request/exchanges.ts';
import { tabsOf } from '../../../src/renderer/tools/http/request/fields.ts';
import { itemOf, readyToSend, toldOf } from '../../../src/renderer/tools/http/request/lent.ts';
import {
  closeOthers,
  closeRequest,
  duplicate,
  newRequest,
  reopen,
  step,
} from '../../../src/renderer/tools/http/request/open.ts';
import { keepable } from '../../../src/renderer/tools/http/request/remember.ts';
import { titleOf } from '../../../src/renderer/tools/http/request/title.ts';
import {
  currentRequest,
  editRequest,
  newOpen,
  openRequest,
  useHttp,
} from '../../../src/renderer/tools/http/store.ts';

const current = () => currentRequest(useHttp.getState());
const urls = () => useHttp.getState().open.map(({ draft }) => draft.url);

// There is no page here whose fields could have the keyboard.
vi.mock('../../../src/renderer/ui/form/focus.ts', () => ({ focusField: vi.fn() }));

beforeEach(() => {
  const one = newOpen(blankRequest());
  useHttp.setState({ open: [one], current: one.key, closed: [] });
});

test('a blank request gives way to one that is opened, and one that was touched does not', () => {
  openRequest(blankRequest({ url: 'a' }));
  expect(urls()).toEqual(['a']);
  editRequest({ url: 'changed' });
  openRequest(blankRequest({ url: 'b' }));
  expect(urls()).toEqual(['changed', 'b']);
  expect(current().draft.url).toBe('b');
  expect(current().changed).toBe(false);
});

test('who closes a request sees the one beside it, and can have it back', () => {
  for (const url of ['a', 'b', 'c']) openRequest(blankRequest({ url }));
  step(-1);
  expect(current().draft.url).toBe('b');
  closeRequest(current().key);
  expect(current().draft.url).toBe('c');
  expect(urls()).toEqual(['a', 'c']);
  reopen();
  expect(urls()).toEqual(['a', 'c', 'b']);
  expect(current().draft.url).toBe('b');
  closeOthers(current().key);
  expect(urls()).toEqual(['b']);
  closeRequest(current().key);
  expect(urls()).toEqual(['']);
  reopen();
  reopen();
  expect(urls()).toContain('b');
});

test('a copy is kept nowhere and has a name of its own', () => {
  openRequest(blankRequest({ url: 'a', name: 'List' }), {
    saved: { collection: '/c', path: 'list', revision: '1' },
  });
  duplicate(current());
  expect(current()).toMatchObject({ saved: null, draft: { name: 'List copy', url: 'a' } });
  newRequest();
  expect(useHttp.getState().open).toHaveLength(3);
});

test('a request is called by its name, else by what it asks for', () => {
  expect(titleOf(blankRequest())).toBe('New request');
  expect(titleOf(blankRequest({ url: 'http://h:1/x?q=secret' }))).toBe('GET h:1/x');
  expect(titleOf(blankRequest({ url: ':1', method: 'PURGE', name: 'Clear' }))).toBe('Clear');
  expect(titleOf(blankRequest({ kind: 'websocket', url: 'ws://h/x' }))).toBe('WS h/x');
});

test('a mend sets what it names, wherever that stands', () => {
  mendRequest({
    label: 'x',
    form: 'http request',
    set: { lenient: true, timeoutMs: 300_000, verify: false, pin: 'AB', url: 'http://other/' },
    submit: false,
  });
  const { url, options } = current().draft;
  expect(url).toBe('http://other/');
  expect(options).toEqual({
    ...REQUEST_OPTIONS,
    lenient: true,
    timeoutMs: 300_000,
    tls: { ...REQUEST_OPTIONS.tls, verify: false, pin: 'AB' },
  });
});

test('updates of exchanges: the first replaces all, the next change some', () => {
  const exchange = (id: string, state: Exchange['state']) => ({ id, state }) as Exchange;
  const first = applyUpdate(new Map([['old', exchange('old', 'done')]]), {
    reset: true,
    exchanges: [exchange('a', 'waiting'), exchange('b', 'done')],
    removed: [],
  });
  expect([...first.keys()]).toEqual(['a', 'b']);
  const next = applyUpdate(first, { reset: false, exchanges: [exchange('a', 'done')], removed: ['b'] });
  expect([...next.values()]).toEqual([exchange('a', 'done')]);
});

test('what is remembered holds no file of the page, and no body without a bound', () => {
  const pem = { kind: 'pem' as const, cert: 'c', key: 'k' };
  const pkcs12 = { kind: 'pkcs12' as const, bytes: new Blob(['x']), passphrase: '' };
  const withCertificate = (certificate: typeof pem | typeof pkcs12) =>
    newOpen(blankRequest({ options: { ...REQUEST_OPTIONS, tls: { ...REQUEST_OPTIONS.tls, certificate } } }));
  expect(keepable(withCertificate(pem)).draft.options.tls.certificate).toEqual(pem);
  expect(keepable(withCertificate(pkcs12)).draft.options.tls).not.toHaveProperty('certificate');
  const large = newOpen(blankRequest({ url: 'u', body: { kind: 'json', text: 'x'.repeat(300_000) } }));
  expect(keepable(large).draft).toMatchObject({ url: 'u', body: { kind: 'none' } });
});

test('a file of this machine goes out by its path', async () => {
  const file = itemOf({
    key: 1,
    name: 'a.txt',
    kind: 'file',
    size: 3,
    files: 1,
    from: { kind: 'path', path: '/tmp/a.txt' },
  });
  expect(toldOf(file)).toEqual({ name: 'a.txt', size: null, path: '/tmp/a.txt' });
  const draft = blankRequest({ body: { kind: 'file', file, type: '' } });
  const { request } = await readyToSend(draft);
  expect(request).toEqual(draft);
  expect(toldOf({ kind: 'loan', loan: 'page-999' })).toBeNull();
});

test('each kind of request has its parts', () => {
  expect(tabsOf('http')).toContain('Body');
  expect(tabsOf('xml-rpc')).toContain('Call');
  expect(tabsOf('websocket')).not.toContain('Body');
});
