/** What is particular to a WebSocket: the protocols that are offered. */
export function WebSocketForm() {
  return null;
}
