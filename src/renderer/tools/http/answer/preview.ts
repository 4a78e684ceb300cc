/** What can load something, lead elsewhere or run. */
const GONE =
  'script,link,base,meta,iframe,frame,frameset,object,embed,applet,portal,template,noscript,video,audio,source,track,animate,set';
/** Attributes that can name an address. */
const ADDRESSES = [
  'href',
  'xlink:href',
  'action',
  'formaction',
  'ping',
  'background',
  'poster',
  'srcset',
  'manifest',
];
const POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'";

/**
 * A page as it may be drawn in a sandboxed frame: without scripts, links and anything that loads from elsewhere. The
 * policy and the sandbox of the frame forbid all that again. `nonce` lets its styles through the policy of the window,
 * which the frame inherits; styles of elements become rules for the same reason.
 */
export function previewOf(html: string, nonce: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const element of page.querySelectorAll(GONE)) element.remove();
  const rules: string[] = [];
  for (const element of page.querySelectorAll('*')) {
    for (const { name } of [...element.attributes])
      if (name.startsWith('on') || name === 'nonce' || ADDRESSES.includes(name))
        element.removeAttribute(name);
    const src = element.getAttribute('src');
    if (src !== null && !/^\s*data:image\//i.test(src)) element.removeAttribute('src');
    const style = element.getAttribute('style');
    if (style === null) continue;
    element.removeAttribute('style');
    element.setAttribute('data-wb-style', String(rules.length));
    rules.push(`[data-wb-style="${rules.length}"]{${style.replace(/[{}<]/g, '')}}`);
  }
  for (const style of page.querySelectorAll('style')) style.setAttribute('nonce', nonce);
  const own = page.createElement('style');
  own.setAttribute('nonce', nonce);
  own.textContent = rules.join('\n');
  page.head.append(own);
  const policy = page.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', POLICY);
  page.head.prepend(policy);
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
