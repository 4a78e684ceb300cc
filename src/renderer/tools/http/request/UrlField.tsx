import TextField from '@mui/material/TextField';
import { useId } from 'react';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { pasteCurl } from '../library/paste-curl.ts';
import { toldOfUrl } from '../editor/where.ts';

/** Where to: a whole URL, or `:3000/path`, or a name alone. What it comes to stands beside its name. */
export function UrlField() {
  const { draft, failure } = useHttp(currentRequest);
  const { url, kind, options } = draft;
  const told = toldOfUrl(url, { webSocket: kind === 'websocket', noHost: options.unixSocket !== '' });
  const id = useId();
  return (
    <div className="wb-url" data-field="url">
      <TextField
        id={id}
        label="URL"
        value={url}
        placeholder=":3000/path, localhost, https://…"
        error={failure?.field === 'url'}
        onChange={(event) => editRequest({ url: event.target.value })}
        slotProps={{
          htmlInput: {
            onPaste: pasteCurl,
            'aria-describedby': `${id}-told`,
            spellCheck: false,
            autoComplete: 'off',
            autoCapitalize: 'off',
            style: { fontFamily: 'var(--wb-font-mono)', fontSize: 12.5 },
          },
        }}
      />
      <span
        id={`${id}-told`}
        className="wb-url-told"
        data-wrong={told?.wrong || undefined}
        title={told?.text}
      >
        {told?.text}
      </span>
    </div>
  );
}
