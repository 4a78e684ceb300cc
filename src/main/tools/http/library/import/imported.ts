import type { IMPORT_FORMATS } from '../../../../../contract/http/library.ts';
import type { HttpRequest } from '../../../../../contract/http/request.ts';

/** What a file of another program brought. */
export interface Imported {
  format: (typeof IMPORT_FORMATS)[number];
  /** Of the collection that it holds; null: it is only requests. */
  name: string | null;
  /** Each with the folders it lies in, from the outermost. */
  requests: { folders: string[]; request: HttpRequest }[];
  /** Those that hold for all of it. */
  variables: { name: string; value: string }[];
  secrets: string[];
  environments: { name: string; variables: { name: string; value: string }[]; secrets: string[] }[];
  /** What could not be taken over, a sentence each. */
  notes: string[];
}

export const imported = (
  format: Imported['format'],
  more: Partial<Omit<Imported, 'format'>> = {},
): Imported => ({
  format,
  name: null,
  requests: [],
  variables: [],
  secrets: [],
  environments: [],
  notes: [],
  ...more,
});
