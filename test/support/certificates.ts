import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate with its key as files and as text, signed by the authority unless it signed itself. */
export interface Issued {
  certFile: string;
  keyFile: string;
  cert: string;
  key: string;
}

/** A small authority of the tests, made by openssl, and what it issued. */
export interface Authority {
  folder: string;
  ca: Issued;
  /** For localhost and 127.0.0.1. */
  server: Issued;
  client: Issued;
  expired: Issued;
  /** For other.example only. */
  other: Issued;
  selfSigned: Issued;
  remove(): Promise<void>;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export async function makeAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-ca-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const issued = async (name: string): Promise<Issued> => ({
    certFile: file(`${name}.crt`),
    keyFile: file(`${name}.key`),
    cert: await readFile(file(`${name}.crt`), 'utf8'),
    key: await readFile(file(`${name}.key`), 'utf8'),
  });
  const self = async (name: string, ...more: string[]) => {
    const out = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
    await openssl('req', '-x509', ...KEY, ...out, '-days', '30', '-subj', `/CN=${name}`, ...more);
    return issued(name);
  };
  const ca = await self('authority', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  await writeFile(
    file('ca.cnf'),
    [
      '[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=index\nserial=serial\ndefault_md=sha256\npolicy=any',
      'copy_extensions=copy\nunique_subject=no\nrand_serial=yes\n[any]\ncommonName=supplied\n',
    ].join('\n'),
  );
  await writeFile(file('index'), '');
  const issue = async (name: string, names: string, from: string, to: string) => {
    await openssl(
      'req',
      '-new',
      ...KEY,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=${names}`,
    );
    await openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      'ca.cnf',
      '-cert',
      'authority.crt',
      '-keyfile',
      'authority.key',
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.crt`,
      '-startdate',
      from,
      '-enddate',
      to,
    );
    return issued(name);
  };
  const stamp = (days: number) =>
    `${new Date(Date.now() + days * 24 * 3600 * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const here = 'DNS:localhost,IP:127.0.0.1';
  return {
    folder,
    ca,
    server: await issue('server', here, stamp(-1), stamp(30)),
    client: await issue('client', 'DNS:client.example', stamp(-1), stamp(30)),
    expired: await issue('expired', here, '20200101000000Z', '20210501000000Z'),
    other: await issue('other', 'DNS:other.example', stamp(-1), stamp(30)),
    selfSigned: await self('self-signed', '-addext', `subjectAltName=${here}`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
