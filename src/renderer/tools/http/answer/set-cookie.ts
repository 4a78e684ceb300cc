/** A Set-Cookie field as it is shown: its name, its value, and its attributes as they stand. */
export function parseSetCookie(field: string): { name: string; value: string; rest: string } {
  const [pair = '', ...attributes] = field.split(';');
  const at = pair.indexOf('=');
  return {
    name: (at < 0 ? '' : pair.slice(0, at)).trim(),
    value: (at < 0 ? pair : pair.slice(at + 1)).trim(),
    rest: attributes.map((one) => one.trim()).join('; '),
  };
}
