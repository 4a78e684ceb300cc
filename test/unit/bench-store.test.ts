import { beforeEach, describe, expect, it } from 'vitest';
import type { BenchUpdate, Listener, Session } from '../../src/contract/bench.ts';
import type { TcpSession } from '../../src/contract/tools/tcp.ts';
import { applyUpdate, benchHas, type BenchState, useBench } from '../../src/renderer/bridge/bench-store.ts';
import { treeRows } from '../../src/renderer/ui/sessions/tree.ts';
import { sessionName } from '../../src/renderer/ui/sessions/words.ts';

const endpoint = { family: 'IPv4' as const, address: '127.0.0.1', port: 5001 };
const session = (id: string, patch: Partial<TcpSession> = {}): Session => ({
  tool: 'tcp',
  id,
  role: 'client',
  listener: null,
  twin: null,
  state: 'open',
  title: 'localhost:5001',
  local: endpoint,
  remote: endpoint,
  createdAt: 0,
  openedAt: 0,
  closedAt: null,
  closeReason: null,
  failure: null,
  stalled: null,
  counts: { rows: 0, bytesIn: 0, bytesOut: 0, rateIn: 0, rateOut: 0, dropped: 0, memory: 0, spilled: 0 },
  queued: 0,
  details: {
    noDelay: true,
    keepAlive: false,
    keepAliveDelayMs: 0,
    canReconnect: true,
    repeat: null,
    file: null,
    tls: null,
    tlsHint: null,
  },
  ...patch,
});
const listener = (id: string): Listener => ({
  tool: 'tcp',
  id,
  state: 'listening',
  local: endpoint,
  exposed: false,
  startedAt: 0,
  open: 0,
  accepted: 0,
  refused: 0,
  failure: null,
  details: {
    maxClients: 1,
    backlog: 1,
    family: 'both',
    respond: { mode: 'nothing', prefixBytes: 0, greetingBytes: 0, file: null, rules: null },
    whenPeerEnds: 'close',
    repeat: null,
    tls: null,
  },
});
const update = (patch: Partial<BenchUpdate>): BenchUpdate => ({
  reset: false,
  listeners: [],
  sessions: [],
  removed: [],
  ...patch,
});

describe('applyUpdate', () => {
  let state: BenchState;
  const apply = (patch: Partial<BenchUpdate>) => {
    state = { ...state, ...applyUpdate(state, update(patch)) };
  };
  beforeEach(() => {
    state = { sessions: new Map(), listeners: new Map(), shape: 0, info: null };
    apply({ reset: true, listeners: [listener('l')], sessions: [session('a'), session('b')] });
  });

  it('keeps what an update does not speak of, identity and place included', () => {
    const before = state.sessions.get('b');
    apply({ sessions: [session('a', { queued: 5 })] });
    expect([...state.sessions.keys()]).toEqual(['a', 'b']);
    expect(state.sessions.get('a')?.queued).toBe(5);
    expect(state.sessions.get('b')).toBe(before);
  });

  it('gives the list a reason to be drawn anew only when one comes, goes or changes its state', () => {
    const { shape } = state;
    apply({ sessions: [session('a', { queued: 5 })] });
    expect(state.shape).toBe(shape);
    apply({ sessions: [session('a', { state: 'closed' })] });
    expect(state.shape).toBe(shape + 1);
    apply({ removed: ['a'] });
    expect(state.shape).toBe(shape + 2);
    apply({ listeners: [listener('m')] });
    expect(state.shape).toBe(shape + 3);
  });

  it('forgets everything at a reset', () => {
    apply({ reset: true, sessions: [session('c')] });
    expect([...state.sessions.keys()]).toEqual(['c']);
    expect(state.listeners.size).toBe(0);
  });

  it('changes nothing for nothing', () => {
    expect(applyUpdate(state, update({}))).toEqual({});
  });
});

describe('benchHas', () => {
  it('waits for the news of a session or a listener, and of no other', async () => {
    let told = 0;
    const both = Promise.all(['a', 'l'].map((id) => benchHas(id).then(() => told++)));
    useBench.setState((state) => applyUpdate(state, update({ sessions: [session('b')] })));
    await Promise.resolve();
    expect(told).toBe(0);
    useBench.setState((state) => applyUpdate(state, update({ sessions: [session('a')] })));
    useBench.setState((state) => applyUpdate(state, update({ listeners: [listener('l')] })));
    await both;
    await benchHas('a');
  });
});

describe('treeRows', () => {
  const listeners = new Map([['l', listener('l')]]);
  const sessions = new Map(
    [
      session('c'),
      session('x', { listener: 'l' }),
      session('y', { listener: 'l' }),
      session('o', { listener: 'gone' }),
    ].map((s) => [s.id, s]),
  );
  const none = new Set<string>();
  const ids = (folded: Set<string>, removing: Set<string>) =>
    treeRows(listeners, sessions, folded, removing).map((row) => row.id);

  it('puts the accepted under their listener and the others after', () => {
    expect(ids(none, none)).toEqual(['l', 'x', 'y', 'c', 'o']);
  });

  it('folds a listener and still counts its clients', () => {
    expect(ids(new Set(['l']), none)).toEqual(['l', 'c', 'o']);
    expect(treeRows(listeners, sessions, new Set(['l']), none)[0]).toMatchObject({
      clients: 2,
      folded: true,
    });
  });

  it('leaves out what is being removed, but not the clients of a removed listener', () => {
    expect(ids(none, new Set(['x']))).toEqual(['l', 'y', 'c', 'o']);
    expect(ids(none, new Set(['l']))).toEqual(['c', 'o', 'x', 'y']);
  });
});

describe('sessionName', () => {
  const end = (address: string, port: number) => ({ family: 'IPv4' as const, address, port });

  it('is the port of the peer for one that was accepted', () => {
    expect(sessionName(session('s', { role: 'server', remote: end('10.0.0.9', 40_000) }))).toBe(':40000');
  });

  it('is what it was opened to, and both ports where both ends are on this machine', () => {
    const far = session('c', {
      title: 'example.org:80',
      local: end('10.0.0.2', 40_000),
      remote: end('10.0.0.9', 80),
    });
    expect(sessionName(far)).toBe('→ example.org:80');
    expect(sessionName(session('c', { local: end('127.0.0.1', 40_000) }))).toBe(':40000 → :5001');
    expect(sessionName(session('c', { local: null, remote: null }))).toBe('→ localhost:5001');
  });
});
