import { CheckField, Field } from '../../../ui/Field.tsx';
import { FieldRow, Named } from '../../../ui/form/parts.tsx';
import { currentRequest, editRequest, useHttp } from '../store.ts';

/** What the handshake offers besides: subprotocols, and compression. */
export function ProtocolsPart() {
  const webSocket = useHttp((s) => currentRequest(s).draft.webSocket);
  const wrong = useHttp((s) => currentRequest(s).failure?.field === 'protocols');
  const edit = (patch: Partial<typeof webSocket>) => editRequest({ webSocket: { ...webSocket, ...patch } });
  return (
    <div className="wb-part-form">
      <FieldRow>
        <Named field="protocols">
          <Field
            label="Subprotocols"
            mono
            placeholder="chat, graphql-transport-ws"
            value={webSocket.protocols.join(',')}
            invalid={wrong}
            onChange={(typed) => edit({ protocols: typed === '' ? [] : typed.split(',') })}
          />
        </Named>
      </FieldRow>
      <div className="wb-checks">
        <CheckField
          label="Compress messages"
          title="Offers permessage-deflate (RFC 7692). The timeline tells what is in it all the same."
          checked={webSocket.deflate}
          onChange={(deflate) => edit({ deflate })}
        />
      </div>
    </div>
  );
}
