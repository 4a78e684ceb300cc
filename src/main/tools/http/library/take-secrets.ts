import type { HttpRequest } from '../../../../contract/http/request.ts';

/** Headers whose value is a secret, whatever it looks like. */
const SECRET_HEADER =
  /^(proxy-)?authorization$|^cookie$|^(x-)?(amz-security|api|auth|access|private|csrf|xsrf)?-?(key|token|secret)$|-(token|secret|api-?key)$/i;
/** Parameters of a URL, fields of a form and members of JSON that hold one. */
const SECRET_NAME =
  /^(pass(word|wd|phrase)?|pwd|secret|client_?secret|(access|refresh|id|auth|api)?[_-]?token|(x-)?api[_-]?key|private[_-]?key|sig(nature)?)$/i;

export const isSecretHeader = (name: string): boolean => SECRET_HEADER.test(name.trim());
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name.trim());

/** Gives a secret the text that stands for it. `name`: what it is, such as `password`. */
export type Instead = (name: string, value: string) => string;

/** The request with each password, token or key in it as `instead` has it. What is a variable already stays. */
export function takeSecrets(request: HttpRequest, instead: Instead): HttpRequest {
  const hide = (name: string, value: string): string =>
    value === '' || isVariable(value) ? value : instead(name, value);
  const { auth, options } = request;
  const tls = { ...options.tls };
  delete tls.certificate;
  return {
    ...request,
    url: urlWithout(request.url, hide),
    headers: request.headers.map((one) =>
      isSecretHeader(one.name) ? { ...one, value: headerWithout(one.name, one.value, hide) } : one,
    ),
    auth:
      auth.kind === 'bearer'
        ? { ...auth, token: hide('token', auth.token) }
        : auth.kind === 'none'
          ? auth
          : { ...auth, password: hide('password', auth.password) },
    options: {
      ...options,
      proxy: urlWithout(options.proxy, (_, value) => hide('proxyPassword', value)),
      tls,
    },
  };
}

/** As {@link takeSecrets}, also of what a body says of its members by their names. */
export function takeAllSecrets(request: HttpRequest, instead: Instead): HttpRequest {
  const { body } = request;
  const fields = <T extends { name: string; value: string }>(list: T[]): T[] =>
    list.map((one) => (isSecretName(one.name) ? { ...one, value: instead(one.name, one.value) } : one));
  const taken = takeSecrets(request, instead);
  if (body.kind === 'form') return { ...taken, body: { ...body, fields: fields(body.fields) } };
  if (body.kind === 'multipart')
    return {
      ...taken,
      body: { ...body, parts: body.parts.map((one) => (one.kind === 'text' ? fields([one])[0]! : one)) },
    };
  if (body.kind !== 'json' && body.kind !== 'text') return taken;
  return { ...taken, body: { ...body, text: textWithout(body.text, instead) } };
}

/** The text of a body without what it says are secrets: members of JSON and fields of a form, by their names. */
export const textWithout = (text: string, instead: Instead): string =>
  text
    .replace(/"([^"\\]{1,40})"(\s*:\s*)"((?:[^"\\]|\\.)*)"/g, (whole, name: string, colon: string, value) =>
      isSecretName(name) ? `"${name}"${colon}"${instead(name, String(value))}"` : whole,
    )
    // JSON inside a text of JSON.
    .replace(/\\"([^"\\]{1,40})\\"(\s*:\s*)\\"([^"\\]*)\\"/g, (whole, name: string, colon: string, value) =>
      isSecretName(name) ? `\\"${name}\\"${colon}\\"${instead(name, String(value))}\\"` : whole,
    )
    .replace(/(^|&)([\w-]{1,40})=([^&\s]+)/g, (whole, before: string, name: string, value) =>
      isSecretName(name) ? `${before}${name}=${instead(name, String(value))}` : whole,
    );

/** A text that is a variable and, perhaps, the name of a scheme before it. */
const isVariable = (value: string): boolean => /^([A-Za-z]+ )?\{\{[^{}]+\}\}$/.test(value.trim());

function headerWithout(name: string, value: string, hide: Instead): string {
  const called = /authorization$/i.test(name) ? 'token' : name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const scheme = /^(basic|bearer|digest|token)(\s+)(.*)$/is.exec(value);
  return scheme ? `${scheme[1]}${scheme[2]}${hide(called, scheme[3] ?? '')}` : hide(called, value);
}

/** A URL as it is typed, its password and the parameters that hold a secret taken out. */
export function urlWithout(url: string, hide: Instead): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?([^/?#@:\s]*):([^/?#@\s]+)@/i, (_all, scheme, user, password) => {
      return `${scheme ?? ''}${user}:${hide('password', String(password))}@`;
    })
    .replace(/([?&;])([^=&#;]+)=([^&#;]*)/g, (whole, before: string, name: string, value: string) =>
      isSecretName(name) ? `${before}${name}=${hide(name.replace(/[^\w-]+/g, '_'), value)}` : whole,
    );
}
