import { z } from 'zod';
import { idSchema } from '../bridge.ts';
import { failureSchema } from '../failure.ts';
import { REQUEST_KINDS } from './request.ts';
import { webSocketBrief } from './web-socket.ts';

/** Collections of requests: folders of the user's with one text file for each request, and what was sent before. */

const count = z.int().min(0);

/** A path inside a collection, with `/` between its parts: `users/Get one.request.yaml`. */
export const insideSchema = z.string().max(2000, 'The path is longer than 2,000 characters.');
/** The folder of a collection, by its whole path. */
export const collectionSchema = z.string().min(1, 'Folder is missing.').max(4096, 'Folder is too long.');
export const itemName = z
  .string('Name is missing.')
  .trim()
  .min(1, 'Name is missing.')
  .max(200, 'Name can have at most 200 characters.');
/** What a text file held when it was read; two that differ have different ones. */
export const fileRevision = z.string().max(64);

/** One line of a collection: a folder, or a request. A folder stands before what is in it. */
export const libraryItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: z.string(), name: z.string() }),
  z.object({
    kind: z.literal('request'),
    path: z.string(),
    name: z.string(),
    of: z.enum(REQUEST_KINDS),
    method: z.string(),
    url: z.string(),
    revision: z.string(),
    /** Why the file can’t be read, with its line and column. */
    problem: failureSchema.nullable(),
  }),
]);
export type LibraryItem = z.infer<typeof libraryItemSchema>;

export const environmentBrief = z.object({ name: z.string(), problem: failureSchema.nullable() });

export const collectionBrief = z.object({
  folder: z.string(),
  name: z.string(),
  /** Counts the changes of its tree: it is read again by `tree` when this has grown. */
  version: count,
  items: count,
  environments: z.array(environmentBrief),
  /** Why it can’t be read, or not all of it. */
  problem: failureSchema.nullable(),
});
export type CollectionBrief = z.infer<typeof collectionBrief>;

export const libraryState = z.object({
  collections: z.array(collectionBrief),
  /** Counts the changes of the history. */
  history: z.object({ version: count, entries: count }),
  problem: failureSchema.nullable(),
});
export type LibraryState = z.infer<typeof libraryState>;

const variableName = z
  .string()
  .trim()
  .min(1, 'Name of a variable is missing.')
  .max(200, 'Name of a variable can have at most 200 characters.')
  .regex(/^[^{}\s]+$/, 'Name of a variable can’t contain spaces or braces.');
const variableValue = z.string().max(1024 * 1024, 'Value can be at most 1 MiB.');

/** Variables of an environment, or those that all environments of a collection share. */
export const environmentSchema = z.object({
  variables: z.array(z.object({ name: variableName, value: variableValue })).max(5000),
  /** Their values are in memory only, and are never told: whether there is one. */
  secrets: z.array(z.object({ name: variableName, set: z.boolean() })).max(1000),
});
export type Environment = z.infer<typeof environmentSchema>;

/** A line of the history. */
export const historyRow = z.object({
  id: idSchema,
  at: z.number(),
  method: z.string(),
  url: z.string(),
  status: count.nullable(),
  ms: z.number().nullable(),
  bytes: count,
  /** Why it failed, as a sentence. */
  failure: z.string().nullable(),
  /** Of a WebSocket: its messages, and how it was closed. Null: a request. */
  webSocket: webSocketBrief.pick({ messages: true, close: true }).nullable().default(null),
});
export type HistoryRow = z.infer<typeof historyRow>;

export const IMPORT_FORMATS = ['curl', 'openapi', 'postman', 'bruno', 'har', 'wirebench'] as const;
