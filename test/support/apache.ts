import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, program } from './needs.ts';
import { type Peer, startPeer } from './peer.ts';
import { ask } from './wait.ts';

const MODULES = '/usr/lib/apache2/modules';
const LOADED = [
  ...['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'auth_digest'],
  ...['dir', 'mime', 'autoindex', 'alias', 'headers', 'deflate', 'filter', 'reqtimeout'],
];

export interface Apache {
  port: number;
  /** The folder that is served. */
  root: string;
  stop(): Promise<void>;
}

/**
 * Apache on 127.0.0.1 with a throw-away configuration; it serves a folder that has an `index.html`. `/digest/` wants
 * user `me` with the password `sesame` by Digest. `more` are further directives. It can’t choose a port by itself.
 */
export async function startApache({ more = '' } = {}): Promise<Apache> {
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
    // Its workers are another user’s where it is started by root.
    await chmod(folder, 0o755);
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    await writeFile(
      at('conf'),
      `ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${at('pid')}
DefaultRuntimeDir ${at('run')}
Mutex file:${at('run')} default
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
<Location /digest/>
  AuthType Digest
  AuthName "${realm}"
  AuthUserFile ${at('digest')}
  Require valid-user
</Location>
${more}
`,
    );
    const peer = startPeer(program('apache2'), ['-f', at('conf'), '-DFOREGROUND']);
    const stop = () => stopped(peer, folder);
    try {
      let ended = false;
      void peer.exited().then(
        () => (ended = true),
        () => undefined,
      );
      await ask(async () => ended || (await accepts(port)), `Apache on ${port}: ${peer.errors}`);
      if (!ended) return { port, root, stop };
    } catch (error) {
      await stop();
      throw error;
    }
    await stop();
    if (tries === 5) throw new Error(`Apache: ${peer.errors}`);
  }
}

async function stopped(peer: Peer, folder: string): Promise<void> {
  await peer.stop();
  await rm(folder, { recursive: true, force: true });
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean) => () => {
      socket.destroy();
      done(is);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
