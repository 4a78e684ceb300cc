import Button from '@mui/material/Button';
import { lazy, Suspense, useState } from 'react';
import { MAX_REDIRECTS } from '../../../../contract/payload/http-request.ts';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import { CheckField, Field, SelectField } from '../../../ui/Field.tsx';
import { FieldRow, Hint, Named } from '../../../ui/form/parts.tsx';
import { ClientTls } from '../../../ui/tls/LazyDialogs.tsx';
import { type ClientTlsForm, unusual } from '../../../ui/tls/tls-form.ts';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { NumberField } from './NumberField.tsx';
import { formOfTls, tlsOfForm } from './tls.ts';
import { hostOf } from './where.ts';

const CookiesDialog = lazy(() => import('../request/CookiesDialog.tsx'));

const CHECKS = [
  { name: 'followRedirects', label: 'Follow redirects', title: undefined },
  { name: 'compressed', label: 'Ask for compressed answers', title: 'They are decoded in any case' },
  { name: 'keepAlive', label: 'Keep the connection open', title: 'And use one that is open' },
  { name: 'cookies', label: 'Send and keep cookies', title: undefined },
  {
    name: 'lenient',
    label: 'Read answers leniently',
    title: 'Reads answers that break the rules of HTTP/1.1 where they can be read',
  },
] as const;
/** Those that mean something to a WebSocket. */
const OF_SOCKETS = new Set<string>(['cookies', 'lenient']);

/** How the request is sent, and what is done with what comes back. */
export function OptionsPart() {
  const options = useHttp((s) => currentRequest(s).draft.options);
  const kind = useHttp((s) => currentRequest(s).draft.kind);
  const url = useHttp((s) => currentRequest(s).draft.url);
  const failure = useHttp((s) => currentRequest(s).failure);
  const [dialog, setDialog] = useState<'cookies' | null>(null);
  // As it is typed: a name that is half written would not come back from what is sent.
  const [typed, setTyped] = useState<ClientTlsForm | null>(null);
  const edit = (patch: Partial<RequestOptions>) => editRequest({ options: { ...options, ...patch } });
  const tls = typed ?? formOfTls(options.tls);
  const special = unusual(tls);
  // It begins as HTTP/1.1 on a connection of its own, and every byte of it is kept.
  const webSocket = kind === 'websocket';
  return (
    <div className="wb-part-form wb-options">
      <FieldRow data-cols="three">
        <Named field="timeout">
          <NumberField
            label="Timeout, ms"
            value={options.timeoutMs}
            most={86_400_000}
            title="For the connection, and then for the head of the answer; 0: no limit"
            onChange={(timeoutMs) => edit({ timeoutMs })}
          />
        </Named>
        {webSocket ? null : (
          <Named field="silence">
            <NumberField
              label="Silence at most, ms"
              value={options.idleMs}
              most={86_400_000}
              title="How long nothing more may come of an answer that has begun; 0: no limit"
              onChange={(idleMs) => edit({ idleMs })}
            />
          </Named>
        )}
        {webSocket ? null : (
          <SelectField
            label="HTTP version"
            value={options.version}
            options={[
              { value: 'auto', label: 'HTTP/2 where TLS agrees' },
              { value: '1.1', label: 'HTTP/1.1' },
              { value: '2', label: 'HTTP/2' },
            ]}
            help={options.version === '2' ? 'Without TLS it begins as HTTP/2.' : undefined}
            onChange={(version) => edit({ version: version as RequestOptions['version'] })}
          />
        )}
        {webSocket ? null : (
          <Named field="redirects">
            <NumberField
              label="Redirects at most"
              value={options.maxRedirects}
              most={MAX_REDIRECTS}
              disabled={!options.followRedirects}
              onChange={(maxRedirects) => edit({ maxRedirects })}
            />
          </Named>
        )}
        <Named field="proxy">
          <Field
            label="Proxy"
            mono
            placeholder="http:// or socks5://host:port"
            value={options.proxy}
            onChange={(proxy) => edit({ proxy })}
          />
        </Named>
        <Named field="unixSocket">
          <Field
            label="Unix socket"
            mono
            placeholder="/run/docker.sock"
            value={options.unixSocket}
            onChange={(unixSocket) => edit({ unixSocket })}
          />
        </Named>
      </FieldRow>
      {webSocket ? null : (
        <Hint>
          The timeout ends with the head of the answer. What has begun may then be silent for so long, and an
          event stream as long as it likes. 0 is no limit.
        </Hint>
      )}
      <div className="wb-checks">
        {CHECKS.filter(({ name }) => !webSocket || OF_SOCKETS.has(name)).map(({ name, label, title }) => (
          <CheckField
            key={name}
            label={label}
            title={title}
            checked={options[name]}
            onChange={(on) => edit({ [name]: on })}
          />
        ))}
        {webSocket ? null : (
          <CheckField
            label="Capture all bytes"
            title="Else the heads, and the first MiB of each body; the rest is counted"
            checked={options.capture === 'all'}
            onChange={(all) => edit({ capture: all ? 'all' : 'start' })}
          />
        )}
      </div>
      <div className="wb-file-acts">
        <span data-field="tls">
          <Button size="small" data-field="tls" onClick={() => setTyped(tls)}>
            TLS settings…
          </Button>
        </span>
        <Button size="small" onClick={() => setDialog('cookies')}>
          Cookies…
        </Button>
        {special === '' ? null : (
          <Hint data-tone={tls.verify ? undefined : 'warn'}>With TLS: {special}.</Hint>
        )}
      </div>
      {webSocket ? <Hint>A WebSocket begins as HTTP/1.1, and follows no redirects.</Hint> : null}
      {typed ? (
        <ClientTls
          form={typed}
          host={hostOf(url)}
          failure={failure}
          onChange={(patch) => {
            const next = { ...typed, ...patch };
            setTyped(next);
            edit({ tls: tlsOfForm(next, options.tls) });
          }}
          onClose={() => setTyped(null)}
        />
      ) : null}
      {dialog === 'cookies' ? (
        <Suspense fallback={null}>
          <CookiesDialog onClose={() => setDialog(null)} />
        </Suspense>
      ) : null}
    </div>
  );
}
