import type { ClientTls } from '../../../../contract/tls.ts';
import { CLIENT_TLS, clientWish, type ClientTlsForm } from '../../../ui/tls/tls-form.ts';

/** The TLS of a request as its dialog shows it, and back. Pure. */

export function formOfTls(tls: ClientTls): ClientTlsForm {
  const { certificate } = tls;
  return {
    ...CLIENT_TLS,
    alpn: tls.alpn.join(', '),
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    ca: tls.ca ?? '',
    keepKeys: tls.keepKeys,
    serverName: tls.serverName ?? '',
    verify: tls.verify,
    kind: certificate?.kind ?? 'none',
    ...(certificate?.kind === 'pem'
      ? {
          cert: certificate.cert,
          key: certificate.key,
          chain: certificate.chain ?? '',
          passphrase: certificate.passphrase ?? '',
        }
      : {}),
    ...(certificate?.kind === 'pkcs12'
      ? {
          pkcs12:
            certificate.bytes instanceof File
              ? certificate.bytes
              : new File([certificate.bytes], 'chosen before'),
          passphrase: certificate.passphrase,
        }
      : {}),
  };
}

/** What the dialog does not show stays as it was; a server that was trusted by its fingerprint stays trusted. */
export function tlsOfForm(form: ClientTlsForm, before: ClientTls): ClientTls {
  const wish = clientWish(form);
  return {
    handshakeMs: before.handshakeMs,
    ...(before.pin === undefined ? {} : { pin: before.pin }),
    ...wish,
  } as ClientTls;
}
