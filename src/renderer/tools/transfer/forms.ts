import type { ReceiveInput, SendInput, TransferMode } from '../../../contract/tools/transfer.ts';
import { addressError, type FieldErrors, note, type Read, seconds, wholeNumber } from '../../ui/form/read.ts';

/** The two forms as they are typed, and how they become calls. Pure: the fields are text until they are right. */

/** Who opens the connection, and what both ways of it need. TLS itself is typed elsewhere, for it holds secrets. */
export interface PlaceForm {
  how: 'listen' | 'connect';
  address: string;
  host: string;
  port: string;
  tls: boolean;
  maxConnections: string;
  timeout: string;
}

interface CommonForm extends PlaceForm {
  greeting: string;
  captureAll: boolean;
}

export interface ReceiveForm extends CommonForm {
  folder: string;
  existing: 'continue' | 'overwrite' | 'rename' | 'skip' | 'ask';
  fileName: string;
  links: 'refuse' | 'keep';
  maxFiles: string;
  /** GiB. */
  maxSize: string;
}

export interface SendForm extends CommonForm {
  awaitFirst: boolean;
  links: 'leave' | 'follow' | 'keep';
}

const PLACE = {
  address: '127.0.0.1',
  host: '127.0.0.1',
  port: '5001',
  tls: false,
  maxConnections: '100',
  timeout: '10',
};
const COMMON = { greeting: '', captureAll: false };

export const RECEIVE_DEFAULTS: ReceiveForm = {
  how: 'listen',
  ...PLACE,
  folder: '',
  existing: 'ask',
  fileName: '',
  links: 'refuse',
  maxFiles: '1000000',
  maxSize: '1024',
  ...COMMON,
};

export const SEND_DEFAULTS: SendForm = {
  how: 'connect',
  ...PLACE,
  links: 'leave',
  awaitFirst: false,
  ...COMMON,
};

const GiB = 1024 ** 3;

/** The place without its TLS. */
type Where =
  | { how: 'listen'; address: string; port: number; maxClients: number }
  | { how: 'connect'; host: string; port: number; timeoutMs: number };

export type ReceiveWish = Omit<ReceiveInput, 'place' | 'mode'> & { place: Where };
export type SendWish = Omit<SendInput, 'place' | 'mode' | 'items'> & { place: Where };

export function readReceiveForm(form: ReceiveForm, mode: TransferMode): Read<ReceiveForm, ReceiveWish> {
  const errors: FieldErrors<ReceiveForm> = {};
  const place = readPlace(form, errors);
  const folder = form.folder.trim();
  if (folder === '') errors.folder = 'Folder is empty. Choose where the files go.';
  const maxFiles = wholeNumber(form.maxFiles, 1, 10_000_000);
  if (maxFiles === null) errors.maxFiles = 'Max files must be a whole number from 1 to 10,000,000.';
  const size = Number(form.maxSize.trim().replace(',', '.'));
  const right = size > 0 && size <= 1_000_000;
  if (!right) errors.maxSize = 'Max size must be a number of GiB from above 0 to 1,000,000.';
  if (Object.keys(errors).length > 0 || place === null || maxFiles === null) return { ok: false, errors };
  return {
    ok: true,
    input: {
      place,
      folder,
      existing: form.existing,
      links: form.links,
      maxFiles,
      maxBytes: Math.max(1, Math.floor(size * GiB)),
      captureAll: form.captureAll,
      ...(mode === 'plain' ? { fileName: form.fileName.trim() } : {}),
      ...(mode === 'verified' ? {} : { greeting: lines(form.greeting) }),
    },
  };
}

export function readSendForm(form: SendForm, mode: TransferMode): Read<SendForm, SendWish> {
  const errors: FieldErrors<SendForm> = {};
  const place = readPlace(form, errors);
  if (place === null) return { ok: false, errors };
  return {
    ok: true,
    input: {
      place,
      links: form.links,
      captureAll: form.captureAll,
      ...(mode === 'verified' ? {} : { greeting: lines(form.greeting), awaitFirst: form.awaitFirst }),
    },
  };
}

function readPlace<Form extends PlaceForm>(form: Form, errors: FieldErrors<Form>): Where | null {
  const listens = form.how === 'listen';
  const name = (listens ? form.address : form.host).trim();
  note(errors, listens ? 'address' : 'host', addressError(listens ? 'Address' : 'Host', name));
  const port = wholeNumber(form.port, listens ? 0 : 1, 65535);
  if (port === null)
    errors.port = listens
      ? 'Port must be a whole number from 0 to 65535. 0 picks any free port.'
      : 'Port must be a whole number from 1 to 65535.';
  const maxClients = listens ? wholeNumber(form.maxConnections, 1, 10_000) : 1;
  if (maxClients === null) errors.maxConnections = 'Max connections must be a whole number from 1 to 10,000.';
  const timeoutMs = listens ? 1 : seconds(form.timeout);
  if (timeoutMs === null) errors.timeout = 'Timeout must be a number of seconds from 0.001 to 86,400.';
  if (Object.keys(errors).length > 0 || port === null || maxClients === null || timeoutMs === null)
    return null;
  return listens
    ? { how: 'listen', address: name, port, maxClients }
    : { how: 'connect', host: name, port, timeoutMs };
}

/** `\n`, `\r`, `\t` and `\\` as programs write them: what is said first is most often a line. */
function lines(text: string): string {
  const meant: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
  return text.replace(/\\([nrt\\])/g, (_whole, letter: string) => meant[letter] ?? letter);
}
