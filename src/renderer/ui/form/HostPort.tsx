import type { Failure } from '../../../contract/failure.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { Field } from '../Field.tsx';
import { endpointField } from './endpoint-field.ts';
import { fieldKey } from './focus.ts';
import { Exposed, FieldRow, Named } from './parts.tsx';
import { type FieldErrors, isLoopback, splitAddress, splitHost } from './read.ts';

export interface HostPortProps<Form extends object> {
  /** Bound here: offers the addresses of this machine and says when others can reach it. */
  bind?: boolean;
  /** Of one that is bound: what others can reach by way of it. */
  through?: string;
  form: Form;
  /** The two fields of the form by name, and what stands above them. */
  host: { name: keyof Form & string; label: string };
  port: { name: keyof Form & string; label: string };
  errors: FieldErrors<Form>;
  /** What the last press of the form's button came to; the field it names is marked. */
  failure: Failure | null;
  disabled?: boolean;
  /** A whole address that is pasted or typed in the host changes the port too, and `path` where the form has one. */
  onChange(patch: Partial<Form>): void;
}

/** An address and a port, side by side, as every form has them that opens something. */
export function HostPort<Form extends object>(props: HostPortProps<Form>) {
  const { bind = false, through, form, host, port, errors, failure, disabled, onChange } = props;
  const addresses = useBench((s) => s.info?.addresses);
  const text = (name: keyof Form): string => {
    const value = form[name];
    return typeof value === 'string' ? value : '';
  };
  const set = (patch: Partial<Record<string, string>>) => onChange(patch as Partial<Form>);
  const split = (whole: string): Partial<Record<string, string>> | null => {
    const parts = bind ? splitAddress(whole) : splitHost(whole);
    if (parts === null) return null;
    const given: Partial<Record<'address' | 'host' | 'port' | 'path', string>> = parts;
    if (given.path !== undefined) return 'path' in form ? { path: given.path } : null;
    const name = given.address ?? given.host ?? '';
    return { [host.name]: name, ...(given.port === undefined ? {} : { [port.name]: given.port }) };
  };
  const blamed = failure?.field === undefined ? null : fieldKey(failure.field);
  const exposed = bind && !disabled && text(host.name).trim() !== '' && !isLoopback(text(host.name));
  return (
    <>
      <FieldRow data-cols="host">
        <Named field={host.name}>
          <Field
            label={host.label}
            mono
            value={text(host.name)}
            error={errors[host.name]}
            invalid={blamed === host.name}
            disabled={disabled}
            suggestions={
              bind
                ? (addresses ?? []).map(({ address, name }) => ({ value: address, label: name }))
                : undefined
            }
            onChange={(value) => set({ [host.name]: value })}
            {...endpointField(text(host.name), split, set)}
          />
        </Named>
        <Named field={port.name}>
          <Field
            label={port.label}
            mono
            inputMode="numeric"
            value={text(port.name)}
            error={errors[port.name]}
            invalid={blamed === port.name}
            disabled={disabled}
            onChange={(value) => set({ [port.name]: value })}
          />
        </Named>
      </FieldRow>
      {exposed ? <Exposed through={through} /> : null}
    </>
  );
}

/** Where it is bound: the fields `address` and `port` of a form. */
export function BindAddress<Form extends { address: string; port: string }>(
  props: Omit<HostPortProps<Form>, 'bind' | 'host' | 'port'>,
) {
  return (
    <HostPort
      {...props}
      bind
      host={{ name: 'address', label: 'Address' }}
      port={{ name: 'port', label: 'Port' }}
    />
  );
}
