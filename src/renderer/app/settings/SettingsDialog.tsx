import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import type { Settings } from '../../../contract/settings.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { toFailure } from '../../bridge/failure.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Field, SelectField } from '../../ui/Field.tsx';
import { closeDialog } from '../shell-store.ts';
import { updateSettings, useSettings } from './settings-store.ts';
import { formatSize, readSize } from './units.ts';
import { Modal } from '../../ui/Modal.tsx';

const MiB = 1024 ** 2;
const THEMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;
const DENSITIES = { comfortable: 'Comfortable', compact: 'Compact' } as const;

/** The settings; a choice takes effect at once, a text when it is saved. */
export function SettingsDialog() {
  const settings = useSettings((s) => s.settings);
  const info = useBench((s) => s.info);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [unsaved, setUnsaved] = useState(false);
  const save = (patch: Partial<Settings>): Promise<boolean> =>
    updateSettings(patch).then(
      () => {
        setFailure(null);
        return true;
      },
      (error: unknown) => {
        setFailure(toFailure(error));
        return false;
      },
    );
  return (
    <Modal title="Settings" close="Close settings" onClose={closeDialog} width={520} unsaved={unsaved}>
      <Body>
        {failure ? <FailureNotice failure={failure} onDismiss={() => setFailure(null)} /> : null}
        {settings ? (
          <>
            <Group title="Appearance">
              <Pair>
                <SelectField
                  label="Theme"
                  value={settings.theme}
                  options={options(THEMES)}
                  onChange={(theme) => void save({ theme: theme as Settings['theme'] })}
                />
                <SelectField
                  label="Density"
                  value={settings.density}
                  options={options(DENSITIES)}
                  onChange={(density) => void save({ density: density as Settings['density'] })}
                />
              </Pair>
            </Group>
            <Limits settings={settings} save={save} onUnsaved={setUnsaved} />
          </>
        ) : (
          <p>The bench is not answering. Settings can be changed when it does.</p>
        )}
        <Group title="About">
          <p>
            Wirebench {info?.version ?? ''} in {info?.host === 'electron' ? 'its own window' : 'a browser'} on{' '}
            {info?.platform ?? 'this machine'}. No account, no telemetry; nothing is sent that you did not ask
            for.
          </p>
        </Group>
      </Body>
    </Modal>
  );
}

function Limits({
  settings,
  save,
  onUnsaved,
}: {
  settings: Settings;
  save(patch: Partial<Settings>): Promise<boolean>;
  /** What is typed is not what is kept, or is again. */
  onUnsaved(is: boolean): void;
}) {
  const [bind, setBind] = useState(settings.bindAddress);
  const [memory, setMemory] = useState(formatSize(settings.memoryLimit));
  const [spill, setSpill] = useState(formatSize(settings.spillLimit));
  const [errors, setErrors] = useState<{ bind?: string; memory?: string; spill?: string }>({});
  const [saved, setSaved] = useState(false);
  const info = useBench((s) => s.info);
  const form = useRef<HTMLFormElement>(null);
  // What is wrong gets the keyboard: the first field of it.
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [errors]);
  const memoryRead = readSize('Memory limit', memory, 16 * MiB, 16 * 1024 * MiB);
  const spillRead = readSize('Disk limit', spill, 0, 1024 * 1024 * MiB);
  const unsaved =
    bind.trim() !== settings.bindAddress ||
    (memory !== formatSize(settings.memoryLimit) && bytesOf(memoryRead) !== settings.memoryLimit) ||
    (spill !== formatSize(settings.spillLimit) && bytesOf(spillRead) !== settings.spillLimit);
  useEffect(() => onUnsaved(unsaved), [onUnsaved, unsaved]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const address = bind.trim();
    const bindError =
      address === ''
        ? 'Default address is empty. 127.0.0.1 is this machine only.'
        : /\s/.test(address)
          ? "Default address can't contain spaces."
          : undefined;
    setErrors({
      bind: bindError,
      memory: memoryRead.ok ? undefined : memoryRead.message,
      spill: spillRead.ok ? undefined : spillRead.message,
    });
    setSaved(false);
    if (bindError || !memoryRead.ok || !spillRead.ok) return;
    void save({ bindAddress: address, memoryLimit: memoryRead.bytes, spillLimit: spillRead.bytes }).then(
      setSaved,
    );
  };
  const edit = (set: (value: string) => void) => (value: string) => {
    set(value);
    setSaved(false);
  };
  return (
    <form ref={form} aria-label="Settings" noValidate onSubmit={onSubmit}>
      <Group title="Listening">
        <Field
          label="Default address"
          mono
          value={bind}
          error={errors.bind}
          suggestions={(info?.addresses ?? []).map(({ address, name }) => ({ value: address, label: name }))}
          help="What a new listener binds unless you say otherwise. 127.0.0.1 is this machine only."
          onChange={edit(setBind)}
        />
      </Group>
      <Group title="Captured bytes">
        <Pair>
          <Field
            label="Memory limit"
            mono
            value={memory}
            error={errors.memory}
            help="All captures together. Older bytes go to disk."
            onChange={edit(setMemory)}
          />
          <Field
            label="Disk limit"
            mono
            value={spill}
            error={errors.spill}
            help="Past it receiving pauses; nothing is lost."
            onChange={edit(setSpill)}
          />
        </Pair>
      </Group>
      <Buttons>
        <span role="status">{saved ? 'Saved' : ''}</span>
        <Button type="submit" variant="contained">
          Save
        </Button>
      </Buttons>
    </form>
  );
}

const bytesOf = (read: ReturnType<typeof readSize>): number | null => (read.ok ? read.bytes : null);

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

const options = (names: Record<string, string>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

const Body = styled('div')({
  display: 'grid',
  gap: 16,
  padding: 16,
  overflow: 'auto',
  '& h3': { margin: '0 0 8px', fontSize: 13, lineHeight: '20px', fontWeight: 600 },
  '& > p, & section > p': { margin: 0, color: 'var(--wb-muted)' },
  '& form': { display: 'grid', gap: 16 },
});
const Pair = styled('div')({ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 });
const Buttons = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  gap: 12,
  color: 'var(--wb-muted)',
});
