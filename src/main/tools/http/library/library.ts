import { Collections } from './collections.ts';
import { HttpHistory } from './history.ts';
import { SecretStore } from './secret-store.ts';

/** What the user keeps of HTTP: collections in their folders, the history in the data folder, secrets in memory. */
export interface Library {
  readonly collections: Collections;
  readonly secrets: SecretStore;
  readonly history: HttpHistory;
  /** Ends watching, and waits for what is being written. */
  close(): Promise<void>;
}

export function openLibrary(dataDir: string): Library {
  const secrets = new SecretStore();
  const collections = new Collections(dataDir);
  const history = new HttpHistory(dataDir, secrets);
  return {
    collections,
    secrets,
    history,
    async close() {
      await collections.shut();
      await history.close();
    },
  };
}
