import Button from '@mui/material/Button';
import { useRef } from 'react';
import { SelectField } from '../../../ui/Field.tsx';
import { StopIcon } from '../../../ui/icons.tsx';
import { useKeptFocus } from '../../../ui/use-kept-focus.ts';
import { currentRequest, editRequest, useHttp } from '../store.ts';
import { cancel } from './actions.ts';
import { isUnderWay, useExchange } from './exchanges.ts';
import { ConnectButtons } from '../websocket/ConnectButtons.tsx';
import { MethodField } from './MethodField.tsx';
import { SendButtons } from './SendButtons.tsx';
import { UrlField } from './UrlField.tsx';
import type { HttpRequest } from '../../../../contract/http/request.ts';

const KINDS = [
  { value: 'http', label: 'HTTP' },
  { value: 'xml-rpc', label: 'XML-RPC' },
  { value: 'websocket', label: 'WebSocket' },
];

/** The line that is sent: what kind, how, and where to. */
export function RequestBar() {
  const one = useHttp(currentRequest);
  const { draft, starting, exchange } = one;
  const running = isUnderWay(useExchange(exchange));
  const act = useRef<HTMLDivElement>(null);
  const kept = useKeptFocus(act, `${running} ${starting}`, 'button[type="submit"]:not(:disabled)');
  return (
    <div className="wb-request-bar">
      <SelectField
        label="Kind"
        value={draft.kind}
        options={KINDS}
        onChange={(kind) => editRequest({ kind: kind as HttpRequest['kind'] })}
      />
      {draft.kind === 'http' ? (
        <MethodField value={draft.method} onChange={(method) => editRequest({ method })} />
      ) : null}
      <UrlField />
      <div className="wb-request-act" ref={act} {...kept}>
        {draft.kind === 'websocket' ? (
          <ConnectButtons request={one} />
        ) : running ? (
          <Button type="button" variant="outlined" onClick={() => void cancel()}>
            <StopIcon /> Cancel
          </Button>
        ) : (
          <SendButtons starting={starting} />
        )}
      </div>
    </div>
  );
}
