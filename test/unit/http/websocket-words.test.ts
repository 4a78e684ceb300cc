import { expect, it } from 'vitest';
import type { WebSocketBrief } from '../../../src/contract/http/web-socket.ts';
import { closeWords } from '../../../src/renderer/tools/http/websocket/close-words.ts';
import { figures } from '../../../src/renderer/tools/http/websocket/SocketHead.tsx';

const OPEN: WebSocketBrief = {
  state: 'open',
  protocol: null,
  deflate: false,
  messages: { in: 0, out: 0 },
  pingMs: null,
  close: null,
  answered: true,
  next: null,
  repeat: null,
};

it('tells the figures of one that was open, and none of one that never was', () => {
  expect(figures(OPEN)).toEqual(['0 in, 0 out']);
  const busy = { ...OPEN, messages: { in: 1200, out: 3 }, protocol: 'chat', deflate: true, pingMs: 2.5 };
  expect(figures(busy)).toEqual(['1,200 in, 3 out', 'protocol chat', 'compressed', 'pong after 2.50 ms']);
  expect(figures({ ...OPEN, state: 'connecting', answered: false })).toEqual([]);
  expect(figures({ ...OPEN, state: 'over' })).toEqual([]);
  expect(figures({ ...OPEN, state: 'over', close: { by: 'here', code: 1000, reason: '' } })).toHaveLength(1);
});

it('tells a close by who, which code, what it means and what was said', () => {
  const words = (by: 'here' | 'server', code: number | null, reason = '') =>
    closeWords({ ...OPEN, close: { by, code, reason } });
  expect(closeWords(OPEN)).toBeNull();
  expect(words('server', 1001, 'bye')).toBe(
    'Closed by the server with 1001 (going away): the server goes down, or the page was left. Reason: “bye”.',
  );
  expect(words('here', 4001)).toBe('Closed here with 4001 (of the application).');
  expect(words('server', null)).toBe('Closed by the server without a code.');
  expect(words('server', 1006)).toMatch(
    /^Closed by the server with 1006 \(abnormal closure\): the connection ended/,
  );
});
