import type { Failure, Mend } from '../../../contract/failure.ts';
import type { TlsInfo } from '../../../contract/tls.ts';
import type { TransferSession } from '../../../contract/tools/transfer.ts';

type Details = TransferSession['details'];
type Direction = Details['direction'];

const count = (n: number, what: string) => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;
const VERIFIED: { [verification in TlsInfo['verification']]: string } = {
  verified: 'peer verified',
  pinned: 'peer’s certificate trusted by its fingerprint',
  'not-verified': 'peer NOT verified',
  failed: '',
  none: '',
};

/** What the two ends agreed on. From this row on the timeline is inside TLS. */
export function tlsReadyText(info: TlsInfo): string {
  const parts = [info.cipher, info.serverName && `for ${info.serverName}`, VERIFIED[info.verification]];
  return `${info.version ?? 'TLS'} is on: ${parts.filter(Boolean).join(', ')}. Rows from here are inside it.`;
}

const HOW: { [outcome in NonNullable<Details['outcome']>]: string } = {
  whole: 'everything is there',
  part: 'not everything is there',
  cancelled: 'cancelled',
  broken: 'broken off',
};

/** The last row of a timeline: what came of it. */
export function endText(
  { files, bytes, outcome }: Pick<Details, 'files' | 'bytes' | 'outcome'>,
  direction: Direction,
  ms: number,
): string {
  const { done, present, skipped, refused, failed } = files;
  const moved = bytes.moved - bytes.resumed;
  const parts = [
    `${direction === 'send' ? 'Sent' : 'Received'} ${count(done - present, 'file')} (${count(moved, 'byte')} in ${(ms / 1000).toFixed(1)} s)`,
    present > 0 && `${count(present, 'file')} ${present === 1 ? 'was' : 'were'} there already`,
    bytes.resumed > 0 && `${count(bytes.resumed, 'byte')} were there from an earlier try`,
    skipped > 0 && `${count(skipped, 'file')} skipped`,
    refused > 0 && `${count(refused, 'file')} refused`,
    failed > 0 && `${count(failed, 'file')} failed`,
    HOW[outcome ?? 'broken'],
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

/** By a reset plain bytes and archives are cancelled, too: an end would say that all is there. */
const RESET: { [direction in Direction]: string } = {
  send: 'It was cancelled there, crashed, or something between reset it. How much has arrived is not known.',
  receive: 'It was cancelled there, crashed, or something between reset it. What came before is kept.',
};

/** A failure of the shared parts in the words of this tool: its forms, and the fields they have. */
export function withForms(
  failure: Failure,
  { mode, direction }: Pick<Details, 'mode' | 'direction'>,
): Failure {
  const own = `transfer ${direction}`;
  const mends = failure.mends.flatMap((mend): Mend[] => {
    const { label, form, set } = mend;
    // What is to be otherwise for the same transfer is no matter of the form.
    if (form !== 'listen' && form !== 'connect') return [mend];
    // Who is refused may want to be the other end, too.
    if (form === 'listen' && failure.code === 'ECONNREFUSED')
      return direction === 'send'
        ? [{ label: label.replace('Listen', 'Receive'), form: 'transfer receive', set, submit: false }]
        : [];
    return [{ ...mend, form: own, set: { ...set, how: form === 'listen' ? 'listen' : 'connect' } }];
  });
  const hint = failure.code === 'ECONNRESET' && mode !== 'verified' ? { hint: RESET[direction] } : {};
  return { ...failure, ...hint, mends };
}
