import Button from '@mui/material/Button';
import type { HttpListener } from '../../../../contract/tools/http.ts';
import { CheckField } from '../../../ui/Field.tsx';
import { Buttons, Exposed } from '../../../ui/form/parts.tsx';
import { OpenClients, Running } from '../../../ui/sessions/Running.tsx';
import { StopButtons } from '../../../ui/sessions/StopButtons.tsx';
import { closeClients, requestIt, setUpload, stopServer } from './actions.ts';
import { SERVES } from './forms.ts';
import { openServeDialog } from './serve-store.ts';

/** A server that runs: where, what it serves, and how to ask it or end it. */
export function RunningServer({ server }: { server: HttpListener }) {
  const { id, details, open, exposed } = server;
  return (
    <>
      <Running at={details.url} is={SERVES.find(({ value }) => value === details.serves)?.is ?? ''} />
      {exposed ? <Exposed /> : null}
      {details.serves === 'folder' ? (
        <CheckField
          label="Clients may upload files"
          checked={details.upload}
          onChange={(upload) => void setUpload(id, upload)}
        />
      ) : null}
      <Buttons>
        <Button variant="contained" data-field="requestIt" onClick={() => requestIt(server)}>
          Request it
        </Button>
        {details.serves === 'routes' ? (
          <Button onClick={() => openServeDialog({ kind: 'routes', listener: id })}>Routes…</Button>
        ) : null}
        <StopButtons label="Stop server" onStop={(andClose) => void stopServer(id, andClose)} />
      </Buttons>
      <OpenClients open={open} onCloseAll={() => void closeClients(id)} />
    </>
  );
}
