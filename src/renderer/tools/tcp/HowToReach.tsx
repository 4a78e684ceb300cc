import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { Listener } from '../../../contract/bench.ts';
import { copyMade } from '../../ui/clipboard.ts';
import { CopyIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/Notice.tsx';

const NOTICES = 'tcp.reach';

/** The empty listener teaches the next step in the words of the programs people have at hand. */
export function HowToReach({ listener }: { listener: Listener }) {
  return (
    <section>
      <h2>No client yet</h2>
      <p>Press Connect to it, or connect from another program:</p>
      {commandsFor(listener).map(({ program, command }) => (
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

function commandsFor({ local: { family, address, port } }: Listener): { program: string; command: string }[] {
  if (family === 'unix')
    return [
      { program: 'nc', command: `nc -U ${address}` },
      { program: 'socat', command: `socat - UNIX-CONNECT:${address}` },
    ];
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  const connect = `s = socket.create_connection(('${host}', ${port}))`;
  return [
    { program: 'nc', command: `nc ${host} ${port}` },
    { program: 'Python', command: `python3 -c "import socket; ${connect}; s.sendall(b'hello\\n')"` },
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
