/** A host name as a Host header has it: in small letters, international ones in their ASCII form. */
export const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;
export const MAX_HOST_NAMES = 100;

/** Reads names that are parted by spaces or commas. Pure; what is no name alone is told as `wrong`. */
export function readHostNames(text: string): { names: string[] } | { wrong: string } {
  const names: string[] = [];
  for (const word of text.split(/[\s,]+/).filter((one) => one !== '')) {
    const name = hostName(word);
    if (name === null) return { wrong: word };
    if (!names.includes(name)) names.push(name);
  }
  return { names };
}

function hostName(text: string): string | null {
  try {
    const { href, hostname } = new URL(`http://${text}`);
    return href === `http://${hostname}/` && hostname.length <= 253 && HOST_NAME.test(hostname)
      ? hostname
      : null;
  } catch {
    return null;
  }
}
