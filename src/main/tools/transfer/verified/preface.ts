/** The first bytes of either side: who does not begin with them speaks something else. */
export const PREFACE: Uint8Array = Buffer.from('WBXFER1\n', 'latin1');

/** `yes`, `no`, or `more` while both are possible. */
export function isPreface(bytes: Uint8Array): 'yes' | 'no' | 'more' {
  const length = Math.min(bytes.length, PREFACE.length);
  for (let at = 0; at < length; at++) if (bytes[at] !== PREFACE[at]) return 'no';
  return length === PREFACE.length ? 'yes' : 'more';
}

/** What begins with these bytes, in words for “The other side speaks …”. */
export function whatSpeaks(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', 0, 512);
  const version = /^WBXFER(\d+)\n/.exec(text)?.[1];
  if (version !== undefined) return `version ${version} of this format, and this one knows version 1 only`;
  if (/^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI) \S+ HTTP\/|^HTTP\/\d/.test(text))
    return 'HTTP';
  if (text.startsWith('SSH-')) return 'SSH';
  if ((bytes[0] === 0x16 || bytes[0] === 0x15) && bytes[1] === 3) return 'TLS';
  if (text.slice(257, 262) === 'ustar') return 'tar';
  if (/^220[ -]/.test(text)) return 'FTP or SMTP';
  return 'plain bytes';
}
