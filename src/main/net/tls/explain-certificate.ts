import type { X509Certificate } from 'node:crypto';
import type { Failure, Mend } from '../../../contract/failure.ts';
import type { CertificateProblem } from '../../../contract/tls.ts';
import { isFor, isSelfSigned, namesOf } from './describe.ts';

/** What OpenSSL says of a chain, in words. Names and dates are looked at by ourselves, with their values. */
const WORDS: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed: nobody but its owner vouches for it',
  SELF_SIGNED_CERT_IN_CHAIN: 'the root of its chain is self-signed and not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its issuer is not known here, and the peer did not send the issuer’s certificate',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong: it was changed, or not made by the issuer it names',
  CERT_REVOKED: 'it was revoked',
  INVALID_CA: 'a certificate of its chain may not issue others',
  PATH_LENGTH_EXCEEDED: 'its chain is longer than its issuer allows',
  INVALID_PURPOSE: 'it is not meant for this side of TLS',
  CERT_REJECTED: 'its issuer does not allow it for this',
  CERT_UNTRUSTED: 'its root is not trusted for this',
  EE_KEY_TOO_SMALL: 'its key is too short',
  CA_KEY_TOO_SMALL: 'the key of its issuer is too short',
  CA_MD_TOO_WEAK: 'it is signed in a way that is too weak',
};
const DATES = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

/**
 * Everything wrong with a chain: dates, then the name (where `host` is given), then what OpenSSL said (`verdict`, its
 * code or null). The chain begins with the peer’s own certificate.
 */
export function problemsOf(
  chain: readonly X509Certificate[],
  verdict: string | null,
  host: string | null,
  now: number,
): CertificateProblem[] {
  const own = chain[0];
  if (!own) return [{ code: 'NO_CERTIFICATE', message: 'the peer gave no certificate' }];
  const problems: CertificateProblem[] = [];
  for (const [i, certificate] of chain.entries()) {
    const who = i === 0 ? 'it' : `the certificate of its issuer (${i} up)`;
    if (Date.parse(certificate.validTo) < now)
      problems.push({ code: 'CERT_HAS_EXPIRED', message: `${who} expired on ${day(certificate.validTo)}` });
    if (Date.parse(certificate.validFrom) > now)
      problems.push({
        code: 'CERT_NOT_YET_VALID',
        message: `${who} is not valid before ${day(certificate.validFrom)}`,
      });
  }
  if (host !== null && !isFor(own, host))
    problems.push({ code: 'WRONG_NAME', message: `it is for ${nameList(own)}, not for ${host}` });
  // A pair of dates that OpenSSL finds wrong and we don't is the clock's: say at least that.
  if (verdict !== null && (!DATES.includes(verdict) || problems.length === 0))
    problems.push({ code: verdict, message: WORDS[verdict] ?? `OpenSSL says ${verdict}` });
  // OpenSSL tells one thing only: an expired one that is self-signed too is told as expired.
  else if (verdict !== null && chain.length === 1 && isSelfSigned(own))
    problems.push({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      message: WORDS['DEPTH_ZERO_SELF_SIGNED_CERT'] ?? '',
    });
  return problems;
}

/** Mends of a client whose connection can be made again from the start. */
const RECONNECT = 'reconnect';

/** Why a certificate was not accepted. The chain that it speaks of goes with it in the session’s TLS info. */
export function explainCertificate(
  problems: readonly CertificateProblem[],
  own: X509Certificate | undefined,
  from: { role: 'client' | 'server'; host: string | null; inPlace: boolean },
): Failure {
  const [first, ...others] = problems;
  const whose = from.role === 'client' ? 'The server’s certificate' : 'The client’s certificate';
  const more = others.length > 0 ? ` Also, ${others.map((one) => one.message).join('; ')}.` : '';
  return {
    code: first?.code ?? 'CERTIFICATE',
    message: `${whose} was not accepted: ${first?.message ?? 'it can’t be verified'}.`,
    hint: `${HINTS[first?.code ?? ''] ?? 'Look at the chain under Security.'}${more}`,
    field: first?.code === 'WRONG_NAME' ? 'server name' : 'tls',
    mends: from.role === 'server' || from.inPlace ? [] : mendsOf(problems, own),
  };
}

function mendsOf(problems: readonly CertificateProblem[], own: X509Certificate | undefined): Mend[] {
  const again = (label: string, set: Mend['set']): Mend => ({ label, form: RECONNECT, set, submit: true });
  const mends: Mend[] = [];
  const name = own && namesOf(own).find((one) => !one.includes('*'));
  const wrongName = problems.some((one) => one.code === 'WRONG_NAME');
  if (wrongName && name && problems.length === 1)
    mends.push(again(`Expect the name ${name}`, { serverName: name }));
  if (own) mends.push(again('Trust this certificate for this connection', { pin: own.fingerprint256 }));
  mends.push(again('Connect without verifying', { verify: false }));
  return mends;
}

const HINTS: Record<string, string> = {
  CERT_HAS_EXPIRED: 'Its owner has to renew it, or the clock of this machine is wrong.',
  CERT_NOT_YET_VALID: 'The clock of this machine or of the one that made it is wrong.',
  WRONG_NAME: 'You may have reached another server than you meant, or use a name it does not know.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'That is usual for a server of your own. Compare its fingerprint with the one you know before you trust it.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Give the certificate of its issuer as “Trusted CA” in the TLS settings.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Give the certificate of its issuer as “Trusted CA” in the TLS settings.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Give that root as “Trusted CA” in the TLS settings if you trust it.',
};

/** `localhost, 127.0.0.1`, and how many more. */
function nameList(certificate: X509Certificate): string {
  const names = namesOf(certificate);
  if (names.length === 0) return 'no name at all';
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** `2024-05-01`, in UTC as certificates count. */
const day = (text: string): string => new Date(text).toISOString().slice(0, 10);
