import type { ClientTlsInput, ListenTlsInput, ServerTlsInput, TlsVersion } from '../../../contract/tls.ts';

/** TLS as it is typed, and how it becomes a wish. Pure. It holds secrets: it stays in the window’s memory. */

export interface OwnForm {
  cert: string;
  key: string;
  chain: string;
  pkcs12: File | null;
  passphrase: string;
}

interface CommonForm extends OwnForm {
  alpn: string;
  minVersion: TlsVersion;
  maxVersion: TlsVersion;
  ca: string;
  keepKeys: boolean;
}

export interface ServerTlsForm extends CommonForm {
  kind: 'made' | 'pem' | 'pkcs12';
  names: string;
  clientCertificate: 'none' | 'ask' | 'require';
}

export interface ClientTlsForm extends CommonForm {
  kind: 'none' | 'pem' | 'pkcs12';
  serverName: string;
  verify: boolean;
}

const COMMON: CommonForm = {
  cert: '',
  key: '',
  chain: '',
  pkcs12: null,
  passphrase: '',
  alpn: '',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ca: '',
  keepKeys: false,
};

export const SERVER_TLS: ServerTlsForm = { ...COMMON, kind: 'made', names: '', clientCertificate: 'none' };
export const CLIENT_TLS: ClientTlsForm = { ...COMMON, kind: 'none', serverName: '', verify: true };

export const VERSIONS: readonly { value: TlsVersion; label: string }[] = [
  { value: 'TLSv1', label: 'TLS 1.0' },
  { value: 'TLSv1.1', label: 'TLS 1.1' },
  { value: 'TLSv1.2', label: 'TLS 1.2' },
  { value: 'TLSv1.3', label: 'TLS 1.3' },
];

export function serverWish(form: ServerTlsForm): ServerTlsInput {
  return {
    ...common(form),
    certificate: form.kind === 'made' ? { kind: 'made', names: words(form.names) } : own(form, form.kind),
    clientCertificate: form.clientCertificate,
  };
}

/** Undefined for a plain listener. */
export function listenWish(
  when: 'off' | 'from-start' | 'when-asked',
  form: ServerTlsForm,
): ListenTlsInput | undefined {
  return when === 'off' ? undefined : { ...serverWish(form), when };
}

export function clientWish(form: ClientTlsForm): ClientTlsInput {
  return {
    ...common(form),
    ...(form.kind === 'none' ? {} : { certificate: own(form, form.kind) }),
    ...(form.serverName.trim() === '' ? {} : { serverName: form.serverName.trim() }),
    verify: form.verify,
  };
}

/** The same for a server that is known: it trusts this certificate or authority, and nothing else. */
export function trustWish(form: ClientTlsForm, trusted: { ca: string } | { pin: string }): ClientTlsInput {
  const { serverName: _name, ...rest } = clientWish(form);
  return { ...rest, verify: true, ...trusted };
}

/** What a form asks for beyond the usual, in a few words; empty where it asks for nothing. */
export function unusual(form: ServerTlsForm | ClientTlsForm): string {
  const parts = [
    form.kind === 'pem' || form.kind === 'pkcs12' ? 'own certificate' : '',
    'clientCertificate' in form && form.clientCertificate !== 'none' ? 'client certificate' : '',
    'verify' in form && !form.verify ? 'not verified' : '',
    form.ca.trim() === '' ? '' : 'own CA',
    form.alpn.trim() === '' ? '' : `ALPN ${words(form.alpn).join(', ')}`,
    form.keepKeys ? 'keeps keys' : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function common({ alpn, minVersion, maxVersion, ca, keepKeys }: CommonForm) {
  return { alpn: words(alpn), minVersion, maxVersion, keepKeys, ...(ca.trim() === '' ? {} : { ca }) };
}

function own({ cert, key, chain, pkcs12, passphrase }: OwnForm, kind: 'pem' | 'pkcs12') {
  if (kind === 'pkcs12') return { kind, bytes: pkcs12 ?? new Blob(), passphrase };
  return {
    kind,
    cert,
    key,
    ...(chain.trim() === '' ? {} : { chain }),
    ...(passphrase === '' ? {} : { passphrase }),
  };
}

/** `h2, http/1.1` or `h2 http/1.1`. */
const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
