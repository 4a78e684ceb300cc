import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { useEffect, useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import type { Cookie } from '../../../../contract/tools/http-cookies.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { Hint } from '../../../ui/form/parts.tsx';
import { CrossIcon, PlusIcon } from '../../../ui/icons.tsx';
import { useDiscard } from '../../../ui/Discard.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { contextOf, currentRequest, useHttp } from '../store.ts';
import { CookieFields } from './CookieFields.tsx';
import { blankCookie, type CookieForm, formOf, readCookie, shownTime } from './cookie-form.ts';
import './cookies.css';

/** The cookies that are sent with requests of a collection: what servers have set, to be looked at, changed and removed. */
export default function CookiesDialog({ onClose }: { onClose(): void }) {
  const context = contextOf(useHttp(currentRequest));
  const url = useHttp((s) => currentRequest(s).draft.url);
  const [cookies, setCookies] = useState<readonly Cookie[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** What is typed, and of which cookie; null: of a new one. */
  const [typed, setTyped] = useState<{ form: CookieForm; was: Cookie | null } | null>(null);
  const [wrong, setWrong] = useState<{ field: string; why: string } | null>(null);

  const first = typed && (typed.was ? formOf(typed.was) : blankCookie(hostOf(url)));
  const unsaved = JSON.stringify(typed?.form ?? null) !== JSON.stringify(first);
  const { leave, question } = useDiscard(unsaved);

  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setCookies((await getClient().httpCookies.list({ context })).cookies);
      setFailure(null);
      return true;
    } catch (error) {
      setFailure(toFailure(error));
      return false;
    }
  };
  useEffect(() => {
    void act(async () => undefined);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- read once, when it is opened
  }, []);

  const edit = (form: CookieForm, was: Cookie | null) => {
    setTyped({ form, was });
    setWrong(null);
  };
  const save = async () => {
    if (!typed) return;
    const read = readCookie(typed.form);
    if ('why' in read) {
      setWrong(read);
      return;
    }
    if (await act(() => getClient().httpCookies.put({ context, cookie: read.cookie, was: typed.was })))
      setTyped(null);
  };
  const remove = async (which: readonly Cookie[]) => {
    if (!(await act(() => getClient().httpCookies.remove({ context, cookies: [...which] })))) return;
    if (typed?.was && which.includes(typed.was)) setTyped(null);
    announce(which.length === 1 ? 'Removed a cookie.' : `Removed ${which.length} cookies.`);
  };
  return (
    <Modal title="Cookies" close="Close cookies" width={860} onClose={onClose} unsaved={unsaved}>
      {question}
      <div className="wb-cookies">
        <Hint>
          {context.collection === null
            ? 'Sent with requests of no collection. They are in memory, and go with the app.'
            : 'Sent with requests of this collection. They are in memory, and go with the app.'}
        </Hint>
        {failure ? <FailureNotice failure={failure} onDismiss={() => setFailure(null)} /> : null}
        {cookies === null ? (
          <p role="status">Reading…</p>
        ) : cookies.length === 0 ? (
          <p role="status">There are no cookies. Servers set them, or you add one.</p>
        ) : (
          <ul className="wb-cookies-list" aria-label="Cookies">
            {cookies.map((cookie) => (
              <CookieRow
                key={JSON.stringify([cookie.domain, cookie.path, cookie.name])}
                cookie={cookie}
                current={JSON.stringify(typed?.was) === JSON.stringify(cookie)}
                onEdit={() => leave(() => edit(formOf(cookie), cookie))}
                onRemove={() => void remove([cookie])}
              />
            ))}
          </ul>
        )}
        {typed ? (
          <CookieFields
            form={typed.form}
            isNew={typed.was === null}
            wrong={wrong}
            onChange={(form) => edit(form, typed.was)}
            onSave={() => void save()}
            onCancel={() => leave(() => setTyped(null))}
          />
        ) : (
          <div className="wb-cookies-acts">
            <Button
              size="small"
              startIcon={<PlusIcon width={14} height={14} />}
              onClick={() => edit(blankCookie(hostOf(url)), null)}
            >
              Add a cookie
            </Button>
            {cookies && cookies.length > 1 ? (
              <Button size="small" onClick={() => void remove(cookies)}>
                Remove all
              </Button>
            ) : null}
          </div>
        )}
      </div>
    </Modal>
  );
}

function CookieRow({
  cookie,
  current,
  onEdit,
  onRemove,
}: {
  cookie: Cookie;
  current: boolean;
  onEdit(): void;
  onRemove(): void;
}) {
  const { name, value, domain, path, hostOnly, expires, secure, httpOnly } = cookie;
  const marks = [
    expires === null ? 'until the app ends' : `until ${shownTime(expires)}`,
    ...(secure ? ['Secure'] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
  ];
  return (
    <li data-current={current || undefined}>
      <button type="button" title="Change it" onClick={onEdit}>
        <code>
          <b>{name}</b>={value}
        </code>
        <span>{`${hostOnly ? '' : '*.'}${domain}${path}`}</span>
        <small>{marks.join(' · ')}</small>
      </button>
      <IconButton size="small" aria-label={`Remove ${name} of ${domain}`} title="Remove" onClick={onRemove}>
        <CrossIcon />
      </IconButton>
    </li>
  );
}

/** The host of an address as it is typed, for a first guess. */
const hostOf = (url: string): string =>
  /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]*)/i.exec(url.trim())?.[1] || 'localhost';
