import { type Imported, imported } from './imported.ts';
/** Reads a collection of Bruno: a folder of `.bru` files. */
export async function readBrunoFolder(_folder: string): Promise<Imported> {
  return imported('bruno');
}
