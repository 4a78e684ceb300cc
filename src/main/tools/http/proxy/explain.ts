import type { Mend } from '../../../../contract/failure.ts';
import type { Header } from '../../../../contract/http/exchange.ts';
import { BenchError } from '../../../bench/failure.ts';
import { causeOf, codeOf } from '../../../bench/failure.ts';
import { explainConnect } from '../../../net/explain-connect.ts';
import type { Proxy } from './proxy.ts';
import { TalkError } from './talk.ts';

/** Sends the request once more, past the proxy. */
export const WITHOUT_PROXY: Mend = {
  label: 'Send it without a proxy',
  form: 'http request',
  set: { proxy: '' },
  submit: true,
};

/** Why the proxy itself can’t be reached. */
export async function unreachable(error: unknown, proxy: Proxy, timeoutMs: number): Promise<BenchError> {
  const { message, hint } = await explainConnect(error, { host: proxy.host, port: proxy.port, timeoutMs });
  const cause = causeOf(error);
  return new BenchError({
    code: codeOf(error),
    field: 'proxy',
    message: `The proxy ${proxy.title} can’t be reached: ${message}`,
    ...(hint === undefined ? {} : { hint }),
    mends: [WITHOUT_PROXY],
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Why nothing came of talking to it. Others are what they are. */
export function broken(error: unknown, proxy: Proxy): unknown {
  if (error instanceof BenchError) return error;
  const fail = (code: string, message: string, hint: string) =>
    new BenchError({ code, field: 'proxy', message, hint, mends: [WITHOUT_PROXY] });
  if (error instanceof TalkError) {
    const kind = proxy.kind === 'http' ? 'an HTTP' : 'a SOCKS5';
    return fail(
      'PROXY_NO_PROXY',
      `The proxy ${proxy.title} closed the connection or sent what is no answer.`,
      error.got.length > 0
        ? `It sent ${error.got.length.toLocaleString('en-US')} bytes that don’t end as an answer does. Is it ${kind} proxy?`
        : `It said nothing before. Is it ${kind} proxy?`,
    );
  }
  const code = codeOf(error);
  return fail(code, `The connection to the proxy ${proxy.title} broke.`, `The system says ${code}.`);
}

/** It took the connection and never answered. */
export const silent = (proxy: Proxy, timeoutMs: number): BenchError =>
  new BenchError({
    code: 'TIMED_OUT',
    field: 'proxy',
    message: `The proxy ${proxy.title} did not get through within ${timeoutMs < 1000 ? `${timeoutMs} ms` : `${timeoutMs / 1000} s`}.`,
    hint: 'It may wait for the target, or be of another kind than is written: http:// or socks5://.',
    mends: [WITHOUT_PROXY],
  });

/** It wants to know who asks, or does not take what it was told. `challenge`: its Proxy-Authenticate. */
export function wantsLogin(proxy: Proxy, challenge: string): BenchError {
  const realm = /realm="([^"]*)"/i.exec(challenge)?.[1];
  const named = realm ? ` (${realm})` : '';
  return new BenchError({
    code: 'PROXY_AUTH',
    field: 'proxy',
    message:
      proxy.login === null
        ? `The proxy asks who you are${named}.`
        : `The proxy does not take this user and password${named}.`,
    hint: 'Write user:password@ in front of its host, with %40 for an @ in the password. Basic is what is sent.',
    mends: [
      {
        label: 'Fill in a user',
        form: 'http request',
        set: { proxy: proxy.title.replace('//', '//user:password@') },
        submit: false,
      },
      WITHOUT_PROXY,
    ],
  });
}

/** What is to be known of an answer that an HTTP proxy gave, or handed on: that it may be the proxy’s own. */
export function saidByProxy(
  { title }: Proxy,
  { status, headers }: { status: number; headers: readonly Header[] },
): string | null {
  // Who hands an answer on says so (RFC 9110 section 7.6.3).
  const handedOn = headers.some(({ name }) => name.toLowerCase() === 'via');
  return status < 400 || handedOn
    ? null
    : `The proxy ${title} may have said this itself: its answer has no Via, as one that was handed on has.`;
}
