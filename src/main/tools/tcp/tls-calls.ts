import type { z } from 'zod';
import type { connectInput } from '../../../contract/tools/tcp.ts';
import { type ListenTls, serverTls } from '../../../contract/tls.ts';
import { dispatcher } from '../../bench/dispatcher.ts';
import { saveBytes } from '../../bench/save-bytes.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { type ClientContext, clientContext, serverContext } from '../../net/tls/context.ts';
import { noKeys } from '../../net/tls/key-log.ts';
import { acceptTls, connectTls } from '../../net/tls/wrap.ts';
import type { ListenerTls, TcpListener } from './listener.ts';
import type { TcpSession } from './session.ts';

/** How a client session was asked for, with the TLS of all its reconnects. */
export interface Asked {
  input: z.output<typeof connectInput>;
  tls: ClientContext | null;
}

/** A listener’s wish made ready; null for a plain one. Throws a BenchError that names the field. */
export async function listenerTls(
  { certificates }: ToolParts,
  wish: ListenTls | null | undefined,
  address: string,
): Promise<ListenerTls | null> {
  if (!wish) return null;
  return { when: wish.when, context: await serverContext(wish, address, certificates) };
}

/** The calls of the contract that are about TLS alone. */
export function tlsCalls(
  { certificates, save }: ToolParts,
  session: (id: string) => TcpSession,
  listener: (id: string) => TcpListener,
) {
  const d = dispatcher.tcp;
  return {
    startTls: d.startTls.handler(async ({ input }) => {
      const item = session(input.session);
      if (input.role === 'client') {
        const context = await clientContext(input.tls);
        await item.startTls('client', (raw, options) => connectTls(raw, context, hostOf(item), options));
        return {};
      }
      const own = item.owner.listener === null ? null : listener(item.owner.listener).wrap;
      if (own && !input.tls) {
        await item.startTls('server', own);
        return {};
      }
      const spec = input.tls ?? serverTls.parse({});
      const context = await serverContext(spec, item.local?.address ?? '', certificates);
      await item.startTls('server', (raw, options) => acceptTls(raw, context, options));
      return {};
    }),
    security: d.security.handler(({ input }) => ({ tls: session(input.session).tls.info() })),
    saveKeys: d.saveKeys.handler(({ input, signal }) => {
      const item = session(input.session);
      const file = item.tls.keyLog();
      if (!file) throw noKeys();
      return saveBytes(save, `${item.id}.keylog.txt`, file, signal);
    }),
  };
}

/** The name that was connected to; for one that was accepted there is none. */
function hostOf(session: TcpSession): string {
  if (session.owner.listener !== null || session.remote?.family === 'unix') return 'localhost';
  return /^\[(.*)\]:\d+$/.exec(session.title)?.[1] ?? session.title.replace(/:\d+$/, '');
}
