import type { BenchClient } from './client.ts';
import { getClient, onOpen } from './connection.ts';

/**
 * The window's small memory: pane sizes, last form values, history. Main keeps it, so that it outlives a reload
 * (`memory`) or the app (`disk`; nothing secret). Reads are at once, from a copy that is loaded before the first
 * screen is drawn; writes are gathered.
 */

export type Keep = 'disk' | 'memory';

const WRITE_AFTER_MS = 300;

const values = new Map<string, unknown>();
const unsaved = new Map<string, Keep>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Loads what main remembers. What was changed here meanwhile wins. */
export async function loadMemory(client: BenchClient): Promise<void> {
  const remembered = await client.settings.recall();
  for (const [key, value] of Object.entries(remembered)) if (!unsaved.has(key)) values.set(key, value);
}

/** The remembered value, when there is one of the fallback's shape, else the fallback. */
export function recall<T>(key: string, fallback: T): T {
  const value = values.get(key);
  return sameShape(value, fallback) ? (value as T) : fallback;
}

/** A remembered form: each of its fields where it still has the type that the defaults give it. */
export function recallForm<Form extends object>(key: string, defaults: Form): Form {
  const form = { ...defaults };
  const remembered: object = recall<object>(key, {});
  for (const [name, value] of Object.entries(remembered)) {
    if (name in defaults && typeof value === typeof defaults[name as keyof Form])
      form[name as keyof Form] = value as Form[keyof Form];
  }
  return form;
}

export function remember(key: string, value: unknown, keep: Keep): void {
  values.set(key, value);
  unsaved.set(key, keep);
  clearTimeout(timer);
  timer = setTimeout(save, WRITE_AFTER_MS);
}

/** Something an older version wrote must not break a newer one. */
function sameShape(value: unknown, fallback: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback);
}

function save(): void {
  clearTimeout(timer);
  let client: BenchClient;
  try {
    client = getClient();
  } catch {
    // Lost just now: what is unsaved is written at the next opening.
    return;
  }
  for (const [key, keep] of unsaved) {
    unsaved.delete(key);
    client.settings.remember({ key, value: values.get(key), keep }).catch((error: unknown) => {
      console.warn(`could not remember ${key}`, error);
    });
  }
}

onOpen(() => {
  if (unsaved.size > 0) save();
});
if (typeof window !== 'undefined') window.addEventListener('pagehide', save);
