import type { WebSocketBrief } from '../../../../contract/http/web-socket.ts';
import { closeMeaning, closeName } from '../../../../contract/payload/websocket/words.ts';

/** `Closed by the server with 1001 (going away): the server goes down, or the page was left. Reason: “bye”.` */
export function closeWords({ close }: Pick<WebSocketBrief, 'close'>): string | null {
  if (!close) return null;
  const { by, code, reason } = close;
  const who = by === 'here' ? 'Closed here' : 'Closed by the server';
  if (code === null) return `${who} without a code.`;
  const means = closeMeaning(code);
  const said = reason === '' ? '' : ` Reason: “${reason}”.`;
  return `${who} with ${closeName(code)}${means && `: ${means}`}.${said}`;
}
