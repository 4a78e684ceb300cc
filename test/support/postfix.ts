import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Issued } from './certificates.ts';
import { type Peer, startPeer } from './peer.ts';
import { ask } from './wait.ts';

const run = promisify(execFile);

export interface Postfix {
  port: number;
  stop(): Promise<void>;
}

/** Starts a Postfix of its own in a temporary folder: SMTP with STARTTLS on a port of 127.0.0.1. Needs root. */
export async function startPostfix({ certFile, keyFile }: Issued): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-postfix-'));
  const at = (name: string) => join(folder, name);
  const { stdout } = await run('id', ['-u', 'postfix']);
  await run('chmod', ['755', folder]);
  for (const name of ['etc', 'spool', 'data']) await mkdir(at(name));
  await chown(at('data'), Number(stdout), 0);
  const main = {
    compatibility_level: '3.6',
    queue_directory: at('spool'),
    data_directory: at('data'),
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    maillog_file: at('log'),
    maillog_file_prefixes: tmpdir(),
    myhostname: 'mail.example.test',
    mydestination: 'example.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    alias_maps: '',
    smtp_dns_support_level: 'disabled',
    default_transport: 'error:no relay',
    smtpd_tls_cert_file: certFile,
    smtpd_tls_key_file: keyFile,
    smtpd_tls_security_level: 'may',
    smtpd_relay_restrictions: 'reject',
  };
  await writeFile(
    at('etc/main.cf'),
    Object.entries(main)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  // As it comes, without chroot, and with a port instead of the service smtp.
  const shipped = await readFile('/usr/share/postfix/master.cf.dist', 'utf8');
  const services = shipped
    .replace(/^(\S+\s+(?:unix|inet|fifo)\s+\S+\s+\S+\s+)[-y]/gm, '$1n')
    .replace(/^smtp .*inet.*$/m, '');
  let postfix: Peer | null = null;
  const stop = async () => {
    // Its master is a group of its own, which a signal to ours does not reach.
    await run('/usr/sbin/postfix', ['-c', at('etc'), 'stop']).catch(() => undefined);
    await postfix?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let tries = 0; ; tries++) {
      const port = 20_000 + Math.floor(Math.random() * 12_000);
      await writeFile(at('etc/master.cf'), `${services}\n127.0.0.1:${port} inet n - n - - smtpd\n`);
      postfix = startPeer('/usr/sbin/postfix', ['-c', at('etc'), 'start-fg']);
      const log = () => readFile(at('log'), 'utf8').catch(() => '');
      const said = await ask(
        async () => /daemon started|fatal:.*/.exec(await log())?.[0],
        'Postfix to start',
      );
      if (said === 'daemon started') return { port, stop };
      await postfix.stop();
      if (tries === 3 || !said.includes('in use')) throw new Error(said);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}
