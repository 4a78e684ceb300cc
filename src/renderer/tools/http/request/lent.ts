import type { HttpRequest } from '../../../../contract/http/request.ts';

/** The request as main is to send it, and the end of what the page lends for it. */
export async function readyToSend(draft: HttpRequest): Promise<{ request: HttpRequest; release(): void }> {
  return { request: draft, release: () => undefined };
}

/** What was lent for an exchange is taken back when that is over. */
export function lendFor(_exchange: string, _release: () => void): void {}
