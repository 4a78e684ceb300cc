import type { OpenRequest } from '../store.ts';

/** Opens the WebSocket that a request describes, and shows its connection. */
export async function connectWebSocket(_request: OpenRequest): Promise<void> {}
