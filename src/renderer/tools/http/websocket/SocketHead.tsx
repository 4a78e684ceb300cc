import Button from '@mui/material/Button';
import { useState } from 'react';
import type { WebSocketBrief } from '../../../../contract/http/web-socket.ts';
import type { HttpSession } from '../../../../contract/tools/http.ts';
import { formatCount } from '../../../ui/format.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { HeaderItem } from '../../../ui/session/SessionHeader.tsx';
import { formatMs } from '../answer/phases.ts';
import { ping } from './actions.ts';
import { closeWords } from './close-words.ts';
import { ClosePopover } from './ClosePopover.tsx';
import { HandshakeAnswer } from './HandshakeAnswer.tsx';
import { SEND_AS, useSendAs } from './session-actions.ts';
import './websocket.css';

/** Figures of a WebSocket in the header of its connection, and what can be done with it. */
export function SocketFigures({ session }: { session: HttpSession }) {
  const { webSocket } = session.details;
  if (!webSocket) return null;
  return (
    <>
      {figures(webSocket).map((text) => (
        <HeaderItem key={text} data-figure>
          {text}
        </HeaderItem>
      ))}
      <SocketTools session={session} />
    </>
  );
}

/** `3 in, 2 out`, `protocol chat`, `pong after 0.4 ms` */
export function figures({ messages, protocol, deflate, pingMs, state, close }: WebSocketBrief): string[] {
  if (state === 'connecting' || (state === 'over' && close === null)) return [];
  return [
    `${formatCount(messages.in)} in, ${formatCount(messages.out)} out`,
    ...(protocol === null ? [] : [`protocol ${protocol}`]),
    ...(deflate ? ['compressed'] : []),
    ...(pingMs === null ? [] : [`pong after ${formatMs(pingMs)}`]),
  ];
}

/** What kind of message is sent, a ping, and the close with its code. */
export function SocketTools({ session }: { session: HttpSession }) {
  const as = useSendAs((s) => s.as);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (session.details.webSocket?.state !== 'open') return null;
  return (
    <span className="wb-socket-tools">
      <InlineSelect
        label="Send messages as"
        value={as}
        options={SEND_AS}
        onChange={(value) => {
          const chosen = SEND_AS.find((one) => one.value === value);
          if (chosen) useSendAs.setState({ as: chosen.value });
        }}
      />
      <Button size="small" title="The server has to answer it by a pong" onClick={() => void ping(session)}>
        Ping
      </Button>
      <Button size="small" aria-haspopup="dialog" onClick={(event) => setAnchor(event.currentTarget)}>
        Close with code…
      </Button>
      <ClosePopover session={session} anchor={anchor} onClose={() => setAnchor(null)} />
    </span>
  );
}

/** How it was closed, in words, and an answer that did not begin a WebSocket. */
export function SocketNotices({ session }: { session: HttpSession }) {
  const { webSocket } = session.details;
  if (!webSocket) return null;
  const words = closeWords(webSocket);
  return (
    <>
      {words ? (
        <p className="wb-socket-close" role="status">
          {words}
        </p>
      ) : null}
      {webSocket.answered && webSocket.close === null && webSocket.state === 'over' ? (
        <HandshakeAnswer session={session.id} />
      ) : null}
    </>
  );
}
