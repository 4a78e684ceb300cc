import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { saveResultSchema } from '../capture.ts';
import { requestSchema } from '../http/request.ts';
import {
  collectionSchema,
  environmentSchema,
  fileRevision,
  historyRow,
  IMPORT_FORMATS,
  insideSchema,
  itemName,
  libraryItemSchema,
  libraryState,
} from '../http/library.ts';
import { uploadedSchema } from '../uploads.ts';
import { contextSchema } from './http.ts';

/**
 * Collections, environments and the history of HTTP. A collection is a folder of text files; what is edited there by
 * hand is told at once, and comments and what is not known are kept.
 */

const ok = z.object({});
const inCollection = z.object({ collection: collectionSchema });
const at = inCollection.extend({ path: insideSchema });
/** Null: the variables that all environments share. */
const environmentName = itemName.nullable();
const notes = z.array(z.string());
const MAX_PAGE = 1000;

export const httpLibraryContract = {
  /** All collections that are open, and again when something changes; latest wins. */
  watch: base.output(eventIterator(libraryState)),
  /** Opens a folder as a collection, and makes it where there is none. Answers its whole path. */
  open: base
    .input(z.object({ folder: collectionSchema }))
    .output(z.object({ collection: z.string(), made: z.boolean() })),
  /** Takes it out of the list. Its files stay. */
  close: base.input(inCollection).output(ok),
  /** Folders and requests, each folder before what is in it. */
  tree: base
    .input(inCollection.extend({ from: z.int().min(0), count: z.int().min(1).max(MAX_PAGE) }))
    .output(z.object({ version: z.int(), total: z.int(), items: z.array(libraryItemSchema) })),
  read: base.input(at).output(z.object({ request: requestSchema, revision: fileRevision })),
  /**
   * Writes a request to its file. Without a `path` a new one is made in `folder`. Fails with CHANGED where the file is
   * no longer what was read as `was`. Passwords become secret variables: the request that is answered has them so.
   */
  save: base
    .input(
      inCollection.extend({
        path: insideSchema.nullable(),
        folder: insideSchema,
        request: requestSchema,
        was: fileRevision.optional(),
      }),
    )
    .output(z.object({ path: z.string(), revision: fileRevision, request: requestSchema, notes })),
  makeFolder: base.input(at.extend({ name: itemName })).output(z.object({ path: z.string() })),
  /**
   * Gives a request or a folder another name. `revisions`: of a request that can be read, what its file was known by and
   * is now; a name that the file can’t have stands in it.
   */
  rename: base.input(at.extend({ name: itemName })).output(
    z.object({
      path: z.string(),
      revisions: z.object({ was: fileRevision, now: fileRevision }).nullable(),
    }),
  ),
  duplicate: base.input(at).output(z.object({ path: z.string() })),
  /** Removes requests, and folders with all requests in them. `undo` brings them back, as long as the bench runs. */
  remove: base
    .input(inCollection.extend({ paths: z.array(insideSchema.min(1)).min(1).max(1000) }))
    .output(z.object({ removed: z.int(), undo: idSchema })),
  undo: base.input(z.object({ undo: idSchema })).output(ok),

  environment: base
    .input(inCollection.extend({ name: environmentName }))
    .output(environmentSchema.extend({ revision: fileRevision })),
  /** `values` are those of secrets that were typed; an empty one is forgotten. Fails with CHANGED as `save` does. */
  saveEnvironment: base
    .input(
      inCollection.extend({
        name: environmentName,
        environment: environmentSchema,
        values: z.record(z.string(), z.string().max(1024 * 1024)),
        was: fileRevision.optional(),
      }),
    )
    .output(z.object({ revision: fileRevision })),
  removeEnvironment: base.input(inCollection.extend({ name: itemName })).output(z.object({ undo: idSchema })),

  /** Reads a command line of curl: one request for each of its URLs. */
  importCurl: base
    .input(z.object({ text: z.string().max(1024 * 1024, 'The command can be at most 1 MiB.') }))
    .output(z.object({ requests: z.array(requestSchema), notes })),
  /** Adds what a file holds (OpenAPI, Postman, Bruno, HAR, curl) to a folder of a collection. */
  importFile: base
    .input(inCollection.extend({ folder: insideSchema, name: z.string().max(255), ...uploadedSchema }))
    .output(z.object({ format: z.enum(IMPORT_FORMATS), added: z.int(), notes })),
  /** The same of a file or folder of this machine: a collection of Bruno is a folder. */
  importPath: base
    .input(inCollection.extend({ folder: insideSchema, path: z.string().min(1).max(4096) }))
    .output(z.object({ format: z.enum(IMPORT_FORMATS), added: z.int(), notes })),
  /** The request as a command line for a Unix shell. Secrets are variables of the shell. */
  exportCurl: base
    .input(z.object({ request: requestSchema, context: contextSchema }))
    .output(z.object({ text: z.string(), notes })),
  /**
   * Saves exchanges as a HAR file: these entries of the history, or all that `search` finds. Passwords, tokens and cookies
   * are left out, also of answers, unless `secrets` asks for all as it was sent.
   */
  exportHar: base
    .input(
      z.object({
        ids: z.array(idSchema).max(1000).optional(),
        search: z.string().max(1000).optional(),
        secrets: z.boolean().default(false),
      }),
    )
    .output(saveResultSchema),

  /** What was sent, latest first: what has all the words of `search` in its method, URL, status or name. */
  history: base
    .input(
      z.object({
        search: z.string().max(1000),
        from: z.int().min(0),
        count: z.int().min(1).max(MAX_PAGE),
      }),
    )
    .output(z.object({ version: z.int(), total: z.int(), rows: z.array(historyRow) })),
  /** The request of an entry, to be sent again. After a start of the app its secrets are gone. */
  recall: base
    .input(z.object({ id: idSchema }))
    .output(z.object({ request: requestSchema, context: contextSchema })),
  forget: base.input(z.object({ ids: z.array(idSchema).min(1).max(1000).nullable() })).output(ok),
};
