/** Why the browser host could not start, in one line for the terminal. */
export function startFailure(error: unknown): string {
  const { code, port, message } = details(error);
  if (code === 'EADDRINUSE') {
    return `wirebench: port ${port} on 127.0.0.1 is in use; name another with --port, or 0 for any free one`;
  }
  if (code === 'EACCES' && port !== undefined) {
    return `wirebench: port ${port} needs rights that this user lacks; name one from 1024 up with --port`;
  }
  return `wirebench: ${message.split('\n', 1)[0]}`;
}

function details(error: unknown): { code?: string; port?: number; message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const port = 'port' in error && typeof error.port === 'number' ? error.port : undefined;
  return { code, port, message: error.message };
}
