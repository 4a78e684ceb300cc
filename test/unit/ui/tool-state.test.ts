import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Listener, Session } from '../../../src/contract/bench.ts';
import type { TcpListener, TcpSession } from '../../../src/contract/tools/tcp.ts';
import type { UdpSession } from '../../../src/contract/tools/udp.ts';
import { useBench } from '../../../src/renderer/bridge/bench-store.ts';
import { canMend, mend, mendedFields, registerForm } from '../../../src/renderer/ui/form/mends.ts';
import { closeSelected, listCommands } from '../../../src/renderer/ui/sessions/commands.ts';
import { followNews } from '../../../src/renderer/ui/sessions/news.ts';
import { removable, remove, undoRemoval } from '../../../src/renderer/ui/sessions/removal.ts';
import type { ToolBench } from '../../../src/renderer/ui/sessions/tool-bench.ts';
import { createToolState } from '../../../src/renderer/ui/sessions/tool-state.ts';
import { sessionLabel, sessionName } from '../../../src/renderer/ui/sessions/words.ts';

// Only what the list reads of a session.
const session = (tool: Session['tool'], id: string, state: Session['state'], more: object = {}): Session =>
  ({
    tool,
    id,
    state,
    title: id,
    role: 'client',
    listener: null,
    twin: null,
    local: null,
    remote: null,
    counts: { bytesIn: 1, bytesOut: 2 },
    failure: null,
    ...more,
  }) as unknown as Session;
const listener = (tool: Listener['tool'], id: string, state: Listener['state'], accepted = 0): Listener =>
  ({
    tool,
    id,
    state,
    accepted,
    local: { family: 'IPv4', address: '127.0.0.1', port: 7 },
  }) as unknown as Listener;

const bench = (sessions: Session[], listeners: Listener[] = []) =>
  useBench.setState(({ shape }) => ({
    sessions: new Map(sessions.map((each) => [each.id, each])),
    listeners: new Map(listeners.map((each) => [each.id, each])),
    shape: shape + 1,
  }));

const closed: string[] = [];
const make = () => {
  const acts = {
    sessionActs: () => [],
    listenerActs: () => [],
    close: ({ id }: { id: string }) => closed.push(id),
    stop: ({ id }: { id: string }) => closed.push(id),
  };
  const tcp: ToolBench<TcpSession, TcpListener> = {
    ...createToolState<TcpSession, TcpListener>('tcp'),
    ...acts,
  };
  const udp: ToolBench<UdpSession, never> = { ...createToolState<UdpSession, never>('udp'), ...acts };
  return { tcp, udp };
};
let { tcp, udp } = make();

beforeEach(() => {
  vi.useFakeTimers();
  // The focus is moved on the next frames; there is no page here to move it on.
  vi.stubGlobal('document', { activeElement: null });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  ({ tcp, udp } = make());
  closed.length = 0;
  bench(
    [session('tcp', 't1', 'open'), session('udp', 'u1', 'closed'), session('tcp', 't2', 'closed')],
    [listener('tcp', 'l1', 'closed'), listener('relay', 'r1', 'closed')],
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the state of a tool’s page', () => {
  it('knows the sessions and listeners of its own tool only', () => {
    expect(tcp.sessions().map(({ id }) => id)).toEqual(['t1', 't2']);
    expect(udp.sessions().map(({ id }) => id)).toEqual(['u1']);
    expect(tcp.listeners().map(({ id }) => id)).toEqual(['l1']);
    expect(udp.listeners()).toEqual([]);
    expect(udp.session('t1')).toBeUndefined();
    expect(tcp.session('t1')?.id).toBe('t1');
    expect(tcp.session(null)).toBeUndefined();
    expect(tcp.listener('r1')).toBeUndefined();
  });

  it('keeps what is selected apart from other tools', () => {
    tcp.select({ kind: 'session', id: 't1' });
    expect(udp.use.getState().selected).toBeNull();
    tcp.toggle('folded', 'l1');
    expect([...tcp.use.getState().folded]).toEqual(['l1']);
    tcp.toggle('folded', 'l1');
    expect(tcp.use.getState().folded.size).toBe(0);
  });

  it('shows why an act failed, beside what it was done to, until the next one', async () => {
    await tcp.act('t1', () => Promise.reject(new Error('no')));
    expect(tcp.use.getState().actFailure).toMatchObject({ id: 't1' });
    await tcp.act('t2', () => Promise.resolve());
    expect(tcp.use.getState().actFailure).toMatchObject({ id: 't1' });
    await tcp.act('t1', () => Promise.resolve());
    expect(tcp.use.getState().actFailure).toBeNull();
  });
});

describe('removal', () => {
  it('offers what has ended of its own tool, and undo brings it and the selection back', () => {
    expect(removable(tcp)).toEqual(['t2', 'l1']);
    expect(removable(udp)).toEqual(['u1']);
    tcp.select({ kind: 'session', id: 't2' });
    remove(tcp, removable(tcp));
    expect(tcp.use.getState().selected).toBeNull();
    expect(removable(tcp)).toEqual([]);
    expect(removable(udp)).toEqual(['u1']);
    undoRemoval(tcp);
    expect(tcp.use.getState()).toMatchObject({ selected: { id: 't2' } });
    expect(removable(tcp)).toEqual(['t2', 'l1']);
  });

  it('of two tools at once has two undos', () => {
    tcp.select({ kind: 'session', id: 't2' });
    udp.select({ kind: 'session', id: 'u1' });
    remove(tcp, ['t2']);
    remove(udp, ['u1']);
    undoRemoval(tcp);
    expect(tcp.use.getState().selected?.id).toBe('t2');
    expect([...udp.use.getState().removing]).toEqual(['u1']);
    undoRemoval(udp);
    expect(udp.use.getState().selected?.id).toBe('u1');
  });
});

describe('commands', () => {
  it('go to the sessions of the tool, under its name', () => {
    const titles = listCommands(tcp, 'TCP').map(({ title }) => title);
    expect(titles).toEqual(['Clear ended', 'Go to session → t1', 'Go to session → t2']);
    listCommands(udp, 'UDP')
      .find(({ id }) => id === 'udp.session.u1')
      ?.run();
    expect(udp.use.getState().selected?.id).toBe('u1');
  });

  it('close what lives and remove what has ended', () => {
    closeSelected(tcp);
    tcp.select({ kind: 'session', id: 't1' });
    closeSelected(tcp);
    expect(closed).toEqual(['t1']);
    tcp.select({ kind: 'session', id: 't2' });
    closeSelected(tcp);
    expect(closed).toEqual(['t1']);
    expect([...tcp.use.getState().removing]).toEqual(['t2']);
  });
});

describe('news', () => {
  it('shows the first client of the listener that is looked at, unless the user is about to open something', () => {
    let busy = true;
    followNews(tcp, { busy: () => busy });
    const waiting = listener('tcp', 'l2', 'listening');
    const client = (id: string) => session('tcp', id, 'open', { role: 'server', listener: 'l2' });
    bench([], [waiting]);
    tcp.select({ kind: 'listener', id: 'l2' });
    bench([client('c1')], [waiting]);
    expect(tcp.use.getState().selected?.id).toBe('l2');
    busy = false;
    bench([client('c1'), client('c2')], [waiting]);
    expect(tcp.use.getState().selected?.id).toBe('c2');
  });
});

describe('words', () => {
  it('of a socket that is bound and has many peers speak of where it is bound', () => {
    const local = { family: 'IPv4' as const, address: '127.0.0.1', port: 5005 };
    const bound = session('udp', 'u', 'open', { role: 'server', local });
    expect(sessionName(bound)).toBe('127.0.0.1:5005');
    expect(sessionLabel(bound)).toBe('on 127.0.0.1:5005, open, 1 B in, 2 B out');
  });
});

describe('mends', () => {
  it('go to the form they name, and nowhere where there is none', () => {
    const filled: unknown[] = [];
    registerForm('udp bind', (wanted) => filled.push(wanted.set));
    const wanted = { label: 'Use port 5', form: 'udp bind', set: { port: 5 }, submit: true };
    expect(canMend(wanted)).toBe(true);
    mend(wanted);
    expect(filled).toEqual([{ port: 5 }]);
    const lost = { ...wanted, form: 'no such form' };
    expect(canMend(lost)).toBe(false);
    expect(() => mend(lost)).not.toThrow();
  });

  it('fill fields as the form holds them and leave what it does not have', () => {
    const form = { port: '1', host: 'here', broadcast: false };
    expect(mendedFields(form, { port: 5, broadcast: true, other: 'x' })).toEqual({
      port: '5',
      broadcast: true,
    });
    expect(mendedFields(form, { broadcast: 'yes' })).toEqual({});
  });
});
