import type { Mend } from '../../../contract/failure.ts';
import type { ReconnectChange } from '../../../contract/tls.ts';
import type { FileRow, TransferSession } from '../../../contract/tools/transfer.ts';
import { getClient } from '../../bridge/connection.ts';
import { announce } from '../../ui/announce.ts';
import { copyMade } from '../../ui/clipboard.ts';
import { mend } from '../../ui/form/mends.ts';
import { saveFile } from '../../ui/save-file.ts';
import { lendOn } from './loans.ts';
import { transferState } from './store.ts';
import { hashLine } from './words.ts';

/** What can be done with one transfer. */

const { act, select } = transferState;

/** Where the sentences about copying and saving stand. */
export const NOTICES = 'transfer';
const PAGE = 500;

export const pause = (session: string, on: boolean) =>
  act(session, async () => {
    await getClient().transfer.pause({ session, on });
    announce(on ? 'Paused' : 'Goes on');
  });

export const cancel = (session: string) => act(session, () => getClient().transfer.cancel({ session }));

/** Connects again for one that broke, changed for this once, and shows the transfer that goes on. */
export const resume = (session: string, change?: ReconnectChange) =>
  act(session, async () => {
    const next = await getClient().transfer.resume({ session, change });
    lendOn(session, next.session);
    select({ kind: 'session', id: next.session });
  });

export const answer = (
  session: string,
  question: number,
  choice: 'continue' | 'overwrite' | 'rename' | 'skip',
  always: boolean,
) =>
  act(session, async () => {
    await getClient().transfer.answer({ session, question, choice, always });
  });

/** A mend of one transfer’s failure: trying it again goes on where it was, if it can. */
export function mendSession({ id, details }: TransferSession, wanted: Mend): void {
  const again = wanted.form === `transfer ${details.direction}` && wanted.submit;
  if (wanted.form === 'reconnect') void resume(id, wanted.set);
  else if (again && details.canResume && !('port' in wanted.set)) void resume(id);
  else mend(wanted);
}

/** All hashes as `sha256sum` writes them. */
export const copyHashes = (session: string) =>
  copyMade(
    NOTICES,
    async () => {
      let text = '';
      for (let from = 0; ;) {
        const { total, files } = await getClient().transfer.files({
          session,
          filter: 'all',
          from,
          count: PAGE,
        });
        for (const { sha256, path, writtenTo } of files)
          if (sha256 !== null) text += hashLine(sha256, writtenTo ?? path);
        from += files.length;
        if (files.length === 0 || from >= total) return text;
      }
    },
    'Copied the hashes.',
  );

export const copyHash = ({ sha256 }: FileRow) => copyMade(NOTICES, () => sha256 ?? '', 'Copied the hash.');

export const copyPath = ({ path, writtenTo }: FileRow) =>
  copyMade(NOTICES, () => writtenTo ?? path, 'Copied the path.');

export const saveHashes = (session: string): void =>
  void saveFile(NOTICES, `${session}.sha256`, (signal) =>
    getClient().transfer.saveHashes({ session }, { signal }),
  );

/** Saves a received file to the machine of the page. */
export const saveReceived = (session: string, { index, path, writtenTo }: FileRow): void =>
  void saveFile(NOTICES, (writtenTo ?? path).split('/').pop() ?? 'file', (signal) =>
    getClient().transfer.saveFile({ session, index }, { signal }),
  );

export const saveKeys = (session: string, where: string): void =>
  void saveFile(where, `${session}.keylog.txt`, (signal) =>
    getClient().transfer.saveKeys({ session }, { signal }),
  );
