import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import { type FormEvent, useState } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import type { UdpSession } from '../../../contract/tools/udp.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../../ui/announce.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField, Field, SelectField } from '../../ui/Field.tsx';
import { Hint, Mono, Named } from '../../ui/form/parts.tsx';
import { CrossIcon } from '../../ui/icons.tsx';
import { groupError } from './forms.ts';
import { toggleMulticast, useUdp } from './store.ts';
import { TtlField } from './TtlField.tsx';

type Group = UdpSession['details']['multicast']['groups'][number];

const nameOf = ({ group, interface: over, source }: Group) =>
  `${group}${over === null ? '' : ` on ${over}`}${source === null ? '' : `, only from ${source}`}`;

/** The groups that a socket has joined, and how it sends to groups. */
export function MulticastPanel({ session }: { session: UdpSession }) {
  const { id, details, local } = session;
  const { groups, loopback, ttl, interface: over } = details.multicast;
  const form = useUdp((s) => s.groupForm);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [tried, setTried] = useState(false);
  const interfaces = useInterfaces(details.family);
  const edit = (patch: Partial<typeof form>) => {
    setFailure(null);
    useUdp.setState({ groupForm: { ...form, ...patch } });
  };
  const attempt = async (work: () => Promise<unknown>, done?: string) => {
    try {
      await work();
      setFailure(null);
      if (done) announce(done);
    } catch (error) {
      const failed = toFailure(error);
      setFailure(failed);
      announce(failed.message);
    }
  };
  const wrong = tried ? groupError(form.group) : null;
  const join = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (groupError(form.group) !== null) return;
    const input = {
      session: id,
      group: form.group.trim(),
      interface: form.interface || undefined,
      source: form.source.trim() || undefined,
    };
    void attempt(() => getClient().udp.joinGroup(input), `Joined ${input.group}`);
  };
  const leave = (group: Group) =>
    attempt(
      () =>
        getClient().udp.leaveGroup({
          session: id,
          group: group.group,
          interface: group.interface ?? undefined,
          source: group.source ?? undefined,
        }),
      `Left ${group.group}`,
    );
  const set = (change: { ttl?: number; loopback?: boolean; interface?: string }) =>
    attempt(() => getClient().udp.setMulticast({ session: id, ...change }));
  const everyAddress = local?.address === '0.0.0.0' || local?.address === '::';
  return (
    <Panel aria-label="Multicast">
      <Join aria-label="Join a group" noValidate onSubmit={join}>
        <Named field="group">
          <Field
            label="Group"
            mono
            autoFocus
            value={form.group}
            error={wrong}
            invalid={failure?.field === 'group'}
            onChange={(group) => edit({ group })}
          />
        </Named>
        <Named field="interface">
          <SelectField
            label="Interface"
            value={interfaces.some(({ value }) => value === form.interface) ? form.interface : ''}
            options={[{ value: '', label: 'The system chooses' }, ...interfaces]}
            onChange={(chosen) => edit({ interface: chosen })}
          />
        </Named>
        <Named field="source">
          <Field
            label="Only from"
            mono
            placeholder="anybody"
            value={form.source}
            invalid={failure?.field === 'source'}
            onChange={(source) => edit({ source })}
          />
        </Named>
        <Button type="submit" variant="contained">
          Join
        </Button>
        <IconButton size="small" aria-label="Close multicast" onClick={() => toggleMulticast(id)}>
          <CrossIcon />
        </IconButton>
      </Join>
      {groups.length > 0 ? (
        <Groups aria-label="Groups">
          {groups.map((group) => (
            <li key={nameOf(group)}>
              <Mono>{nameOf(group)}</Mono>
              <Button
                size="small"
                variant="text"
                aria-label={`Leave ${nameOf(group)}`}
                onClick={() => void leave(group)}
              >
                Leave
              </Button>
            </li>
          ))}
        </Groups>
      ) : null}
      {everyAddress ? null : (
        <Hint data-tone="warn">
          This socket hears only what is sent to {local?.address} itself. To hear a group, bind 0.0.0.0 or ::.
        </Hint>
      )}
      <Sending>
        <SelectField
          label="Send to groups over"
          value={over ?? ''}
          options={[
            { value: '', label: 'The system chooses' },
            ...(over !== null && !interfaces.some(({ value }) => value === over)
              ? [{ value: over, label: over }]
              : []),
            ...interfaces,
          ]}
          onChange={(chosen) => void set({ interface: chosen })}
        />
        <TtlField key={ttl} label="TTL" least={0} ttl={ttl} onSet={(next) => void set({ ttl: next })} />
        <CheckField
          label="Hear what is sent here"
          title="What is sent to a group from this machine also reaches the sockets of this machine that have joined it (loopback)"
          checked={loopback}
          onChange={(on) => void set({ loopback: on })}
        />
      </Sending>
      {failure ? <FailureNotice failure={failure} onDismiss={() => setFailure(null)} /> : null}
    </Panel>
  );
}

/** The interfaces of this machine that have an address of the family, each once. */
function useInterfaces(family: 'IPv4' | 'IPv6'): { value: string; label: string }[] {
  const addresses = useBench((s) => s.info?.addresses) ?? [];
  const names = new Map<string, string>();
  for (const { name, address, family: of } of addresses)
    if ((of === family || family === 'IPv6') && !names.has(name)) names.set(name, address);
  return [...names].map(([name, address]) => ({ value: name, label: `${name} (${address})` }));
}

const Panel = styled('section')({
  display: 'grid',
  gap: 8,
  padding: '8px 12px',
  borderBottom: '1px solid var(--wb-line)',
});
const Join = styled('form')({
  display: 'grid',
  gap: 8,
  alignItems: 'start',
  gridTemplateColumns: 'minmax(120px, 220px) minmax(120px, 220px) minmax(100px, 180px) auto 1fr',
  '& > button': { marginTop: 18 },
  '& > button:last-of-type': { marginTop: 0, justifySelf: 'end' },
});
const Groups = styled('ul')({
  display: 'flex',
  flexWrap: 'wrap',
  gap: '4px 12px',
  margin: 0,
  padding: 0,
  listStyle: 'none',
  '& > li': { display: 'flex', alignItems: 'center', gap: 4 },
});
const Sending = styled('div')({
  display: 'grid',
  gap: 8,
  alignItems: 'end',
  gridTemplateColumns: 'minmax(120px, 220px) 72px auto 1fr',
});
