import Button from '@mui/material/Button';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import { useBench } from '../../../bridge/bench-store.ts';
import { CheckField } from '../../../ui/Field.tsx';
import { Buttons, Exposed, Mono } from '../../../ui/form/parts.tsx';
import { Line, OpenClients, Running } from '../../../ui/sessions/Running.tsx';
import { StopButtons } from '../../../ui/sessions/StopButtons.tsx';
import { closeClients, requestIt, setUpload, stopServer } from './actions.ts';
import { SERVES } from './forms.ts';
import { fromOthers } from './reach.ts';
import { openServeDialog } from './serve-store.ts';

/** A server that runs: where, what it serves, and how to ask it or end it. */
export function RunningServer({ server }: { server: HttpListener }) {
  const { id, details, open, exposed } = server;
  const addresses = useBench((s) => s.info?.addresses) ?? [];
  return (
    <>
      <Running at={details.url} is={SERVES.find(({ value }) => value === details.serves)?.is ?? ''} />
      {exposed ? <Exposed /> : null}
      {exposed
        ? fromOthers(server, addresses).map((url) => (
            <Line key={url}>
              <span>They reach it at</span>
              <Mono>{url}</Mono>
            </Line>
          ))
        : null}
      {details.serves === 'folder' ? (
        <CheckField
          label="Clients may upload files"
          checked={details.upload}
          onChange={(upload) => void setUpload(id, upload)}
        />
      ) : null}
      {details.serves === 'routes' ? (
        <Buttons>
          <Button size="small" onClick={() => openServeDialog({ kind: 'routes', listener: id })}>
            Routes…
          </Button>
        </Buttons>
      ) : null}
      <Buttons>
        <Button variant="contained" data-field="requestIt" onClick={() => void requestIt(server)}>
          Request it
        </Button>
        <StopButtons label="Stop server" onStop={(andClose) => void stopServer(id, andClose)} />
      </Buttons>
      <OpenClients open={open} onCloseAll={() => void closeClients(id)} />
    </>
  );
}
