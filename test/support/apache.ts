import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from './certificates.ts';
import { isRoot, program } from './needs.ts';
import { type Peer, startPeer } from './peer.ts';

const MODULES = '/usr/lib/apache2/modules';
const LOADED = [
  ...['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'auth_digest'],
  ...['dir', 'mime', 'autoindex', 'alias', 'headers', 'deflate', 'filter', 'reqtimeout', 'cgid'],
  ...['http2', 'ssl', 'socache_shmcb'],
];

/** A program that Apache runs: its answer has no length, and comes in two pieces. */
const CGI = `#!/bin/sh
printf 'Content-Type: text/plain\\r\\nX-Method: %s\\r\\n\\r\\n' "$REQUEST_METHOD"
printf 'query %s\\n' "$QUERY_STRING"
cat
`;

export interface Apache {
  port: number;
  /** 0 without TLS. */
  tlsPort: number;
  /** Wants a certificate of the authority; 0 without TLS. */
  clientPort: number;
  /** The folder that is served. */
  root: string;
  stop(): Promise<void>;
}

/**
 * Apache on 127.0.0.1 with a throw-away configuration, speaking HTTP/1.1 and HTTP/2 (in the clear by prior knowledge);
 * it serves a folder that has an `index.html`. `/digest/` wants user `me` with the password `sesame` by Digest,
 * `/basic/` by Basic; `/deflate/` has the same files compressed; `/cgi/program` answers in chunks with its query and
 * the body it got; `/moved` leads to `/`. It can’t choose ports by itself.
 */
export async function startApache({ tls }: { tls?: Authority } = {}): Promise<Apache> {
  for (let tries = 0; ; tries++) {
    const folder = await mkdtemp(join(tmpdir(), 'wirebench-apache-'));
    const at = (name: string) => join(folder, name);
    const root = at('www');
    await mkdir(root);
    await mkdir(at('run'));
    await writeFile(join(root, 'index.html'), '<!doctype html><title>Apache</title><h1>It works</h1>\n');
    const realm = 'the vault';
    const secret = createHash('md5').update(`me:${realm}:sesame`).digest('hex');
    await writeFile(at('digest'), `me:${realm}:${secret}\n`);
    const sha = createHash('sha1').update('sesame').digest('base64');
    await writeFile(at('basic'), `me:{SHA}${sha}\n`);
    await mkdir(at('cgi'));
    await writeFile(at('cgi/program'), CGI, { mode: 0o755 });
    // Its workers are another user’s where it is started by root.
    await chmod(folder, 0o755);
    const port = 20_000 + 3 * Math.floor(Math.random() * 4000);
    const [tlsPort, clientPort] = tls ? [port + 1, port + 2] : [0, 0];
    await writeFile(
      at('conf'),
      `ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${at('pid')}
DefaultRuntimeDir ${at('run')}
Mutex file:${at('run')} default
ScriptSock ${at('run')}/cgi
Protocols h2 h2c http/1.1
ErrorLog ${at('log')}
${isRoot ? 'User www-data\nGroup www-data' : ''}
${LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
DocumentRoot ${root}
Alias /digest/ ${root}/
<Directory ${root}>
  Require all granted
  Options +Indexes
</Directory>
Redirect 301 /moved /
Alias /basic/ ${root}/
Alias /deflate/ ${root}/
ScriptAlias /cgi/ ${at('cgi')}/
<Directory ${at('cgi')}>
  Require all granted
</Directory>
<Location /basic/>
  AuthType Basic
  AuthName "the shed"
  AuthUserFile ${at('basic')}
  Require valid-user
</Location>
<Location /deflate/>
  SetOutputFilter DEFLATE
</Location>
<Location /digest/>
  AuthType Digest
  AuthName "${realm}"
  AuthUserFile ${at('digest')}
  Require valid-user
</Location>
${tls ? secureHosts(tls, tlsPort, clientPort) : ''}
`,
    );
    const peer = startPeer(program('apache2'), ['-f', at('conf'), '-DFOREGROUND']);
    const stop = () => stopped(peer, folder);
    try {
      if (await peer.listens(port, ...(tls ? [tlsPort, clientPort] : [])))
        return { port, tlsPort, clientPort, root, stop };
    } catch (error) {
      await stop();
      throw error;
    }
    await stop();
    if (tries === 5) throw new Error(`Apache: ${peer.errors}`);
  }
}

const secureHosts = ({ server, ca }: Authority, ...ports: [plain: number, client: number]): string =>
  ports
    .map(
      (port, i) => `Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
  SSLEngine on
  SSLCertificateFile ${server.certFile}
  SSLCertificateKeyFile ${server.keyFile}
  ${i === 1 ? `SSLVerifyClient require\n  SSLCACertificateFile ${ca.certFile}` : ''}
</VirtualHost>
`,
    )
    .join('');

async function stopped(peer: Peer, folder: string): Promise<void> {
  await peer.stop();
  await rm(folder, { recursive: true, force: true });
}
