import Button from '@mui/material/Button';
import { isLive } from '../../../contract/states.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { StartSection } from '../../ui/form/StartSection.tsx';
import { BindAddress } from '../../ui/form/HostPort.tsx';
import { FieldRow, More } from '../../ui/form/parts.tsx';
import { bind } from './actions.ts';
import { BoundSocket } from './BoundSocket.tsx';
import { newSocket } from './commands.ts';
import type { BindForm } from './forms.ts';
import { MoreBind } from './MoreBind.tsx';
import { RespondDetails, RespondSelect } from '../../ui/respond/RespondFields.tsx';
import { editBind, udpState, useUdp } from './store.ts';

const IN_MORE: readonly (keyof BindForm)[] = ['destination', 'family', 'receiveBuffer'];

/** The form that binds a socket; while that one is open, what can be done with it. */
export function BindSection() {
  const bound = udpState.useSession(useUdp((s) => s.socket));
  const open = bound && isLive(bound.state) ? bound : null;
  return (
    <StartSection
      title="Bind"
      name="bind"
      running={open}
      another="New socket"
      onAnother={newSocket}
      onStart={bind}
      form={<NewSocket />}
    >
      {(session) => <BoundSocket key={session.id} session={session} />}
    </StartSection>
  );
}

function NewSocket() {
  const form = useUdp((s) => s.bindForm);
  const errors = useUdp((s) => s.bindErrors);
  const failure = useUdp((s) => s.bindFailure);
  const inMore = IN_MORE.some((name) => errors[name] || failure?.field === name);
  return (
    <>
      <BindAddress form={form} errors={errors} failure={failure} onChange={editBind} />
      <FieldRow data-cols="action">
        <RespondSelect datagrams form={form} errors={errors} onChange={editBind} />
        <Button type="submit" variant="contained" data-field="start">
          Bind
        </Button>
      </FieldRow>
      <RespondDetails datagrams form={form} errors={errors} onChange={editBind} />
      <More forced={inMore || form.shareAddress || form.broadcast || form.onlyDestination}>
        <MoreBind form={form} errors={errors} />
      </More>
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => useUdp.setState({ bindFailure: null })} />
      ) : null}
    </>
  );
}
