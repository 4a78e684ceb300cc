import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Issued } from './certificates.ts';
import { isRoot, program } from './needs.ts';
import { startPeer } from './peer.ts';

const run = promisify(execFile);

export interface NginxOptions {
  /** Speaks TLS on `tlsPort`, with HTTP/1.1 and HTTP/2 (ALPN). */
  tls?: Issued;
  /** Directives for the server, besides those of {@link startNginx}. */
  server?: string;
  /** Directives for `http`. */
  http?: string;
  /** Writes an access log, one line a request: `$request_method $request_uri $status $body_bytes_sent`. */
  log?: boolean;
}

export interface Nginx {
  port: number;
  /** 0 without TLS. */
  tlsPort: number;
  /** HTTP/2 in the clear (prior knowledge), and nothing else. */
  h2Port: number;
  /** The folder that is served. */
  root: string;
  /** What the access log holds. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * nginx on 127.0.0.1 with a throw-away configuration; it serves a folder that has an `index.html`. `/auth/` wants user
 * `me` with the password `sesame`, `/gz/` has the same files compressed, `/listing/` lists them, `/r` and `/r307` lead
 * to `/`, `/loop` to itself. It can’t choose ports by itself, so they are tried.
 */
export async function startNginx({
  tls,
  server = '',
  http = '',
  log = false,
}: NginxOptions = {}): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-nginx-'));
  const at = (name: string) => join(folder, name);
  const root = at('www');
  await mkdir(root);
  await writeFile(join(root, 'index.html'), '<!doctype html><title>nginx</title><h1>It works</h1>\n');
  const { stdout } = await run('openssl', ['passwd', '-apr1', 'sesame']);
  await writeFile(at('passwords'), `me:${stdout}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${at(name)};`)
    .join(' ');
  for (let tries = 0; ; tries++) {
    const port = 20_000 + 3 * Math.floor(Math.random() * 4000);
    const h2Port = port + 1;
    const tlsPort = tls ? port + 2 : 0;
    await writeFile(
      at('conf'),
      `daemon off; master_process off; pid ${at('pid')}; error_log stderr;
${isRoot ? 'user root;' : ''}
events { worker_connections 4096; }
http {
  ${temporary}
  log_format brief '$request_method $request_uri $status $body_bytes_sent';
  access_log ${log ? `${at('access')} brief` : 'off'};
  sendfile on; tcp_nopush on; keepalive_requests 100000000; client_max_body_size 0;
  types { text/html html; text/plain txt; application/json json; image/png png; application/xml xml; }
  ${http}
  server {
    listen 127.0.0.1:${port};
    listen 127.0.0.1:${h2Port} http2;
    ${tls ? `listen 127.0.0.1:${tlsPort} ssl http2; ssl_certificate ${tls.certFile}; ssl_certificate_key ${tls.keyFile};` : ''}
    root ${root};
    location /auth/ { auth_basic "the vault"; auth_basic_user_file ${at('passwords')}; alias ${root}/; }
    location /gz/ { gzip on; gzip_min_length 1; gzip_types *; gzip_proxied any; alias ${root}/; }
    location /listing/ { autoindex on; alias ${root}/; }
    location = /r { return 302 /; }
    location = /r307 { return 307 /; }
    location = /loop { return 301 /loop; }
    ${server}
  }
}
`,
    );
    const peer = startPeer(program('nginx'), ['-p', folder, '-c', at('conf'), '-e', 'stderr']);
    if (await peer.listens(port, h2Port, ...(tls ? [tlsPort] : [])))
      return {
        port,
        tlsPort,
        h2Port,
        root,
        log: () => readFile(at('access'), 'utf8'),
        async stop() {
          await peer.stop();
          await rm(folder, { recursive: true, force: true });
        },
      };
    if (tries === 5 || !/in use/.test(peer.errors)) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`nginx: ${peer.errors}`);
    }
  }
}
