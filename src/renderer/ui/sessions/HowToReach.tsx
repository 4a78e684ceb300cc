import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { Endpoint } from '../../../contract/session.ts';
import { copyMade } from '../clipboard.ts';
import { formatEndpoint } from '../format.ts';
import { CopyIcon } from '../icons.tsx';
import { Notice } from '../Notice.tsx';

/** A command line that reaches what listens here. */
export interface ReachCommand {
  program: string;
  command: string;
}

const NOTICES = 'reach';

/** What nobody has come to yet teaches the next step in the words of the programs people have at hand. */
export function HowToReach({
  title,
  sentence,
  commands,
}: {
  title: string;
  sentence: string;
  commands: readonly ReachCommand[];
}) {
  return (
    <section>
      <h2>{title}</h2>
      <p>{sentence}</p>
      {commands.map(({ program, command }) => (
        <Command key={program}>
          <code>{command}</code>
          <IconButton
            size="small"
            aria-label={`Copy the ${program} command`}
            title="Copy"
            onClick={() => void copyMade(NOTICES, () => command, `Copied the ${program} command.`)}
          >
            <CopyIcon />
          </IconButton>
        </Command>
      ))}
      <Notice where={NOTICES} />
    </section>
  );
}

/** What is bound to every address is reached on this machine's own. */
export function hostToReach(address: string): string {
  return address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
}

/** How a stream is opened to an address that listens. */
export function streamCommands({ family, address, port }: Endpoint): ReachCommand[] {
  if (family === 'unix')
    return [
      { program: 'nc', command: `nc -U ${address}` },
      { program: 'socat', command: `socat - UNIX-CONNECT:${address}` },
    ];
  const host = hostToReach(address);
  const connect = `s = socket.create_connection(('${host}', ${port}))`;
  return [
    { program: 'nc', command: `nc ${host} ${port}` },
    { program: 'Python', command: `python3 -c "import socket; ${connect}; s.sendall(b'hello\\n')"` },
  ];
}

/** The same for an address that speaks TLS; its certificate is not known to these until they are given it. */
export function tlsCommands(local: Endpoint): ReachCommand[] {
  const host = hostToReach(local.address);
  const to =
    local.family === 'unix'
      ? `-unix ${local.address}`
      : `-connect ${formatEndpoint({ ...local, address: host })}`;
  const python = `python3 -c "import socket, ssl; c = ssl.create_default_context(cafile='localhost.pem'); s = c.wrap_socket(socket.create_connection(('${host}', ${local.port})), server_hostname='localhost'); s.sendall(b'hello\\n')"`;
  return [
    { program: 'openssl', command: `openssl s_client ${to} -CAfile localhost.pem` },
    ...(local.family === 'unix' ? [] : [{ program: 'Python', command: python }]),
  ];
}

const Command = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  marginTop: 8,
  padding: '3px 4px 3px 10px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  background: 'var(--wb-panel)',
  '& code': { flex: '1 1 0', minWidth: 0, fontSize: 12.5, lineHeight: '20px', overflowWrap: 'anywhere' },
});
