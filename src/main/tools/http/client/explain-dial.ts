import type { Failure, Mend } from '../../../../contract/failure.ts';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import { type ConnectTarget, explainConnect } from '../../../net/explain-connect.ts';

/** The form that mends of requests speak of: what is open in the window. */
export const REQUEST_FORM = 'request';

export const retry: Mend = { label: 'Send again', form: REQUEST_FORM, set: {}, submit: true };

const FIELDS: Record<string, string> = { host: 'url', port: 'url', path: 'unix socket' };

/** Why there is no connection, with mends of the request. */
export async function explainDial(error: unknown, target: ConnectTarget, secure: boolean): Promise<Failure> {
  const failure = await explainConnect(error, target);
  const mends = failure.mends.flatMap((mend) => mendOf(mend, target, secure));
  return { ...failure, field: FIELDS[failure.field ?? ''] ?? failure.field, mends: once([...mends, retry]) };
}

function mendOf(mend: Mend, { port }: ConnectTarget, secure: boolean): Mend[] {
  const { host, timeoutMs, address } = mend.set;
  if (mend.form === 'listen' && typeof address === 'string')
    return [
      {
        label: `Serve on ${formatHostPort(address, port)}`,
        form: 'serve',
        set: { address, port },
        submit: true,
      },
    ];
  if (typeof host === 'string')
    return [{ ...mend, form: REQUEST_FORM, set: { origin: origin(secure, host, port) } }];
  if (typeof timeoutMs === 'number') return [{ ...mend, form: REQUEST_FORM }];
  return [];
}

/** Why TLS failed, with mends of the request instead of those of a connection. */
export function explainTls(failure: Failure): Failure {
  const mends = failure.mends.map((mend) => {
    const { tls, ...set } = mend.set;
    if (tls === false)
      return { ...mend, label: 'Send without TLS', form: REQUEST_FORM, set: { scheme: 'http' } };
    return Object.keys(set).length === 0 ? retry : { ...mend, form: REQUEST_FORM, set };
  });
  return { ...failure, field: failure.field === 'host' ? 'url' : failure.field, mends };
}

const origin = (secure: boolean, host: string, port: number) =>
  `${secure ? 'https' : 'http'}://${formatHostPort(host, port)}`;

const once = (mends: Mend[]) =>
  mends.filter((mend, i) => mends.findIndex(({ label }) => label === mend.label) === i);
