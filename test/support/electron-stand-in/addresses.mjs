/**
 * Chromium can't be taught a scheme from outside, so `app://wirebench/x` really is `http://wirebench.app.localhost/x`:
 * an origin of its own and a secure context too. The main process only ever sees the former.
 */
const schemes = new Set();

export const addScheme = (scheme) => schemes.add(scheme);

/** The address in Chromium of one in the app. */
export function toChromium(address) {
  const { protocol, host } = new URL(address);
  const scheme = protocol.slice(0, -1);
  return schemes.has(scheme)
    ? address.replace(`${scheme}://${host}`, `http://${host}.${scheme}.localhost`)
    : address;
}

/** The address in the app of one in Chromium. */
export function toApp(address) {
  const parts = /^http:\/\/([^/]+)\.([a-z]+)\.localhost(?=\/|$)/.exec(address);
  return parts && schemes.has(parts[2]) ? address.replace(parts[0], `${parts[2]}://${parts[1]}`) : address;
}

/** The scheme that answers for an address in Chromium, if one does. */
export function schemeOf(address) {
  const { protocol } = new URL(toApp(address));
  const scheme = protocol.slice(0, -1);
  return schemes.has(scheme) ? scheme : undefined;
}
