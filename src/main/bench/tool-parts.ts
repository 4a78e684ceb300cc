import type { MadeCertificates } from '../net/tls/make-certificate.ts';
import type { CaptureStore } from './capture/store.ts';
import type { Files } from './files/files.ts';
import type { HostServices } from './host.ts';
import type { RuleBook } from '../net/respond/rules/rules-in-use.ts';
import type { Registry } from './registry.ts';
import type { Uploads } from './uploads.ts';

/** What a tool may use of the bench. */
export interface ToolParts {
  registry: Registry;
  captures: CaptureStore;
  /** The certificates made on the spot in this run, for listeners that speak TLS. */
  certificates: MadeCertificates;
  /** A dialog and a file on the desktop, a download in a browser. */
  save: HostServices['save'];
  saveAs: HostServices['saveAs'];
  rules: RuleBook;
  /** What the user hands over to be sent. */
  files: Files;
  /** Files that a window hands over whole. */
  uploads: Uploads;
  /** Of the app. */
  version: string;
  /** Where small files of ours are kept. */
  dataDir: string;
  /** Work that is to be done before the bench has closed: what is still to be written. */
  atClose(work: () => Promise<void>): void;
}
