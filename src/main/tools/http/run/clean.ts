import type { ExchangeDetail } from '../../../../contract/http/exchange.ts';
import type { Failure } from '../../../../contract/failure.ts';
import type { Expectation, HttpRequest } from '../../../../contract/http/request.ts';
import { FoundSecret, MIN_LENGTH } from '../library/find-secret.ts';
import type { SecretStore } from '../library/secret-store.ts';
import {
  isSecretHeader,
  isSecretName,
  takeAllSecrets,
  textWithout,
  urlWithout,
} from '../library/take-secrets.ts';

type Result = ExchangeDetail['expectations'][number];

/** What stands in the place of a value that is secret by its name. */
const SECRET = 'a secret';
const UNTOLD = 'It is another value. A secret is not told here.';
/** A member of JSON whose text is cut. */
const CUT_MEMBER = /"([^"\\]{1,40})"\s*:\s*"[^"]*$/;

/** Takes passwords, tokens and keys out of what is kept of a request in a run: what a build server is shown. */
export class Cleaner {
  readonly #secrets: SecretStore;
  /** Those that stand in the file itself. */
  readonly #own: FoundSecret[] = [];

  constructor(secrets: SecretStore, request: HttpRequest | null) {
    this.#secrets = secrets;
    if (request)
      takeAllSecrets(request, (name, value) => {
        if (value.length >= MIN_LENGTH && !/^\{\{[^{}]*\}\}$/.test(value))
          this.#own.push(new FoundSecret(name, value));
        return value;
      });
  }

  text(text: string): string {
    let clean = this.#secrets.without(text);
    for (const secret of this.#own) clean = secret.without(clean);
    return clean;
  }

  /** As `text`, for one of which the end may be cut off in the middle of a secret. */
  #cut(text: string): string {
    let clean = this.text(text);
    for (const secret of [...this.#own, ...this.#secrets.known()]) clean = secret.withoutCut(clean);
    return clean;
  }

  url(url: string): string {
    return urlWithout(this.text(url), instead);
  }

  failure(failure: Failure): Failure {
    const { message, hint, ...rest } = failure;
    return { ...rest, message: this.url(message), ...(hint === undefined ? {} : { hint: this.url(hint) }) };
  }

  /** `one`: the expectation that it is about. */
  result({ ok, text, found }: Result, one: Expectation | undefined): Result {
    const secret = one !== undefined && isSecret(one);
    const wanted = one && 'value' in one && one.value !== '' ? one.value : null;
    const said = secret && wanted !== null ? text.replace(wanted.trim(), SECRET) : text;
    const told = secret && found.startsWith('It is') ? UNTOLD : untold(this.#cut(found));
    return { ok, text: untold(this.#cut(said)), found: ok ? '' : told };
  }
}

function isSecret(one: Expectation): boolean {
  if (one.kind === 'header')
    return isSecretHeader(one.name) || /^set-cookie2?$|-authenticate$/i.test(one.name.trim());
  if (one.kind !== 'json') return false;
  return one.path.split(/[.[\]'"]+/).some((part) => isSecretName(part));
}

const instead = (name: string, value: string): string => (value.startsWith('{{') ? value : `{{${name}}}`);

/** Without what a URL or a body says are secrets, also where the end of it is cut off. */
const untold = (text: string): string =>
  textWithout(urlWithout(text, instead), instead).replace(CUT_MEMBER, (whole, name: string) =>
    isSecretName(name) ? `"${name}": "{{${name}}}` : whole,
  );
