import { networkInterfaces } from 'node:os';
import type { BenchInfo } from '../../contract/bench.ts';
import { MAX_CHUNK } from '../../contract/bridge.ts';
import { find } from './capture/find.ts';
import { pairPage } from './capture/pair.ts';
import type { Capture } from './capture/capture.ts';
import type { CaptureStore } from './capture/store.ts';
import { dispatcher } from './dispatcher.ts';
import { BenchError } from './failure.ts';
import type { HostServices } from './host.ts';
import { latest } from './latest.ts';
import type { Registry } from './registry.ts';
import { notSaved } from './save-failure.ts';
import type { SettingsStore } from './settings.ts';
import type { Direction } from '../../contract/rows.ts';

export interface Parts {
  host: HostServices;
  version: string;
  registry: Registry;
  captures: CaptureStore;
  settings: SettingsStore;
}

/** A signal for calls that came without one (never on a channel, where each call has one). */
const never = new AbortController().signal;

export function benchService({ registry, host, version }: Parts) {
  const d = dispatcher.bench;
  return {
    info: d.info.handler((): BenchInfo => ({
      version,
      host: host.kind,
      platform: process.platform,
      can: { unixSockets: process.platform !== 'win32', nativeDialogs: host.nativeDialogs },
      addresses: addresses(),
    })),
    watch: d.watch.handler(({ signal }) => registry.watch(signal ?? never)),
    remove: d.remove.handler(async ({ input }) => {
      await Promise.all(input.ids.map((id) => registry.remove(id)));
      return {};
    }),
  };
}

export function captureService({ registry, captures, host }: Parts) {
  const d = dispatcher.capture;
  const captureOf = (id: string) => registry.session(id).capture;
  /** What is read of a session that is removed meanwhile is NOT_FOUND, neither a defect nor half an answer. */
  const whileThere = async <T>(ids: string[], work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      for (const id of ids) registry.session(id);
    }
  };
  return {
    rows: d.rows.handler(({ input }) =>
      whileThere([input.session], async () => {
        const capture = captureOf(input.session);
        const { rows, preview } = await capture.page(input.from, input.count);
        return { total: capture.rows.count, rows, preview: new Blob([preview]) };
      }),
    ),
    peers: d.peers.handler(({ input }) => {
      const capture = captureOf(input.session);
      const peers = capture.peers(input.count);
      return {
        total: capture.peerCount,
        peers: peers.map((peer) => ({ peer, rows: capture.peerRows(peer) })),
        rows: input.peer === undefined ? 0 : capture.peerRows(input.peer),
      };
    }),
    peerRows: d.peerRows.handler(({ input, signal }) =>
      whileThere([input.session], async () => {
        const { peer, from, count } = input;
        const capture = captureOf(input.session);
        const total = capture.peerRows(peer);
        const { rows, preview } = await capture.peerPage(peer, from, count, signal);
        return { total, rows, preview: new Blob([preview]) };
      }),
    ),
    bytes: d.bytes.handler(({ input }) =>
      whileThere(
        [input.session],
        async () =>
          new Blob([await captureOf(input.session).read(input.direction, input.offset, input.length)]),
      ),
    ),
    rowAt: d.rowAt.handler(({ input }) =>
      whileThere([input.session], async () => ({
        seq: await captureOf(input.session).rowAt(input.direction, input.offset),
      })),
    ),
    find: d.find.handler(({ input, signal }) =>
      whileThere([input.session], async () => {
        const needle = new Uint8Array(await input.needle.arrayBuffer());
        return { offset: await find(captureOf(input.session), { ...input, needle }, signal) };
      }),
    ),
    pair: d.pair.handler(({ input }) =>
      whileThere([input.left, input.right], async () => {
        const page = await pairPage(captureOf(input.left), captureOf(input.right), input.from, input.count);
        return { ...page, preview: new Blob([page.preview]) };
      }),
    ),
    rates: d.rates.handler(({ input }) => ({
      rates: input.sessions
        .filter((session) => registry.hasSession(session))
        .map((session) => ({ session, ...captureOf(session).history() })),
    })),
    save: d.save.handler(async ({ input, signal }) => {
      const capture = captureOf(input.session);
      const end = Math.min(input.offset + input.length, capture.length(input.direction));
      const start = Math.min(input.offset, end);
      const read = (stop?: AbortSignal) => pieces(capture, input.direction, start, end, stop);
      return host.save({ name: input.name, size: end - start, read }, signal).catch(notSaved);
    }),
    resume: d.resume.handler(() => {
      captures.resume();
      return {};
    }),
  };
}

export function settingsService({ settings }: Parts) {
  const d = dispatcher.settings;
  return {
    get: d.get.handler(() => settings.get()),
    update: d.update.handler(({ input }) => settings.update(input)),
    watch: d.watch.handler(({ signal }) =>
      latest(settings.get(), (tell) => settings.onChange(tell), signal ?? never),
    ),
    recall: d.recall.handler(() => settings.recall()),
    remember: d.remember.handler(async ({ input }) => {
      await settings.remember(input.key, input.value, input.keep);
      return {};
    }),
  };
}

export function hostService({ host }: Parts) {
  return {
    commands: dispatcher.host.commands.handler(async function* ({ signal }) {
      for await (const command of host.commands(signal ?? never)) yield { command };
    }),
  };
}

async function* pieces(
  capture: Capture,
  direction: Direction,
  start: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end; at += MAX_CHUNK) {
    signal?.throwIfAborted();
    const length = Math.min(MAX_CHUNK, end - at);
    const piece = await capture.read(direction, at, length);
    // A capture never shrinks while its session is there.
    if (piece.length < length) {
      throw new BenchError({
        code: 'NOT_FOUND',
        message: 'The session was removed while its bytes were saved.',
      });
    }
    yield piece;
  }
}

function addresses(): BenchInfo['addresses'] {
  return Object.entries(networkInterfaces())
    .flatMap(([name, list]) => (list ?? []).map((a) => ({ name, ...a })))
    .sort((a, b) => Number(b.internal) - Number(a.internal))
    .map(({ name, address, family, scopeid }) => ({
      name,
      family,
      // A link-local address means nothing without its zone.
      address: family === 'IPv6' && scopeid ? `${address}%${name}` : address,
    }));
}
