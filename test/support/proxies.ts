import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './needs.ts';
import { type Peer, startPeer } from './peer.ts';

/** A proxy on 127.0.0.1 with a throw-away configuration. */
export interface RunningProxy {
  port: number;
  peer: Peer;
  stop(): Promise<void>;
}

export interface ProxyRules {
  login?: { user: string; password: string };
  /** Of tinyproxy: CONNECT is allowed to these ports alone. */
  connectPorts?: number[];
  /** Of tinyproxy: hosts that it refuses, as regular expressions. */
  refuse?: string[];
}

/** tinyproxy. It can’t choose a port by itself, so one is tried after the other. */
export async function startTinyproxy({
  login,
  connectPorts = [],
  refuse = [],
}: ProxyRules = {}): Promise<RunningProxy> {
  for (let tries = 0; ; tries++) {
    const folder = await mkdtemp(join(tmpdir(), 'wirebench-tinyproxy-'));
    const at = (name: string) => join(folder, name);
    await writeFile(at('filter'), refuse.map((one) => `${one}\n`).join(''));
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const lines = [
      `Port ${port}`,
      'Listen 127.0.0.1',
      'Allow 127.0.0.1',
      'LogLevel Info',
      ...connectPorts.map((one) => `ConnectPort ${one}`),
      ...(login ? [`BasicAuth ${login.user} ${login.password}`] : []),
      ...(refuse.length > 0 ? [`Filter "${at('filter')}"`, 'FilterExtended On'] : []),
    ];
    await writeFile(at('conf'), `${lines.join('\n')}\n`);
    const peer = startPeer(program('tinyproxy'), ['-d', '-c', at('conf')]);
    const stop = async () => {
      await peer.stop();
      await rm(folder, { recursive: true, force: true });
    };
    const said = await peer.until(/Accepting connections|Starting main loop|[Uu]nable to|[Cc]ould not/);
    if (/Accepting|Starting/.test(said[0]) && (await peer.listens(port))) return { port, peer, stop };
    await stop();
    if (tries === 5) throw new Error(`tinyproxy: ${said.input}`);
  }
}

/** microsocks, which speaks SOCKS5. */
export async function startMicrosocks({ login }: ProxyRules = {}): Promise<RunningProxy> {
  const peer = startPeer(program('microsocks'), [
    ...['-i', '127.0.0.1', '-p', '0'],
    ...(login ? ['-u', login.user, '-P', login.password] : []),
  ]);
  return { port: await peer.port(), peer, stop: () => peer.stop() };
}
