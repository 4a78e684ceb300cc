import { tmpdir } from 'node:os';
import type { Settings } from '../../contract/settings.ts';
import { RuleStore } from '../net/respond/rules/rule-store.ts';
import { rulesService } from '../net/respond/rules/service.ts';
import { MadeCertificates } from '../net/tls/make-certificate.ts';
import { tlsService } from '../net/tls/service.ts';
import { tools } from '../tools/registry.ts';
import { type ChannelHandler, createChannelHandler } from './bridge/serve-channel.ts';
import { CaptureStore } from './capture/store.ts';
import { dispatcher } from './dispatcher.ts';
import { exportService } from './export/service.ts';
import { Files } from './files/files.ts';
import { filesService } from './files/service.ts';
import type { HostServices } from './host.ts';
import { lensService } from './lens/service.ts';
import { MessageLibrary } from './messages/library.ts';
import { SequenceRuns } from './messages/runs.ts';
import { messagesService } from './messages/service.ts';
import { Registry } from './registry.ts';
import { benchService, captureService, hostService, type Parts, settingsService } from './services.ts';
import { SettingsStore } from './settings.ts';
import { Uploads, uploadsService } from './uploads.ts';

export interface BenchOptions {
  host: HostServices;
  version: string;
  /** Where the settings live; created when it is missing. */
  dataDir: string;
  /** Where the private folder of spill files is made; the system's temporary folder if not given. */
  spillDir?: string;
}

export interface Bench {
  /** Give it every channel that a window opens. */
  readonly handleChannel: ChannelHandler;
  readonly settings: SettingsStore;
  /** Closes every socket, listener and timer, and removes the spill files. */
  close(): Promise<void>;
}

export async function openBench({
  host,
  version,
  dataDir,
  spillDir = tmpdir(),
}: BenchOptions): Promise<Bench> {
  const settings = await SettingsStore.open(dataDir);
  const rules = await RuleStore.open(dataDir);
  const captures = new CaptureStore(spillDir, limitsOf(settings.get()));
  const registry = new Registry();
  const library = await MessageLibrary.open(dataDir);
  const files = new Files();
  const runs = new SequenceRuns(registry, (id) => {
    const item = library.find(id);
    return item?.kind === 'message' ? item : null;
  });
  const uploads = new Uploads();
  const closing: (() => Promise<void>)[] = [];
  const parts: Parts = { host, version, registry, captures, settings };
  const apply = (now: Settings) => {
    host.setTheme(now.theme);
    captures.limits = limitsOf(now);
    captures.resume();
  };
  apply(settings.get());
  settings.onChange(apply);

  const router = dispatcher.router({
    bench: benchService(parts),
    capture: captureService(parts),
    lens: lensService(parts),
    messages: messagesService({ host, library, runs, uploads }),
    settings: settingsService(parts),
    uploads: uploadsService(uploads),
    export: exportService(parts),
    files: filesService({ files, host }),
    host: hostService(parts),
    rules: rulesService({ rules, host, uploads }),
    tls: tlsService(host),
    ...tools({
      registry,
      captures,
      rules,
      files,
      certificates: new MadeCertificates(),
      save: host.save.bind(host),
      saveAs: host.saveAs.bind(host),
      uploads,
      version,
      dataDir,
      atClose: (work) => void closing.push(work),
    }),
  });
  return {
    settings,
    handleChannel: createChannelHandler(router, (reason) => console.error(`a window was refused: ${reason}`)),
    async close() {
      const steps: (() => Promise<void>)[] = [
        () => runs.close(),
        () => Promise.resolve(files.close()),
        () => registry.close(),
        ...closing,
        () => captures.close(),
        () => rules.close(),
        () => library.close(),
        () => settings.close(),
      ];
      // What one of them can’t do keeps none of the others from taking their files along.
      const failed: unknown[] = [];
      for (const step of steps) {
        try {
          await step();
        } catch (error) {
          failed.push(error);
        }
      }
      if (failed.length > 0) throw failed[0];
    },
  };
}

function limitsOf(settings: Settings): CaptureStore['limits'] {
  return { memory: settings.memoryLimit, spill: settings.spillLimit };
}
