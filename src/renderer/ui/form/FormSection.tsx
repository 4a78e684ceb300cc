import Button from '@mui/material/Button';
import type { FormEvent, ReactNode } from 'react';
import { PlusIcon } from '../icons.tsx';
import { Section, SectionHead } from './parts.tsx';

/** A form of a tool's page under its title. `name` is the one that mends and the keyboard know it by. */
export function FormSection({
  title,
  name,
  another,
  onSubmit,
  children,
}: {
  title: string;
  name: string;
  /** While the form shows what it opened: the button that empties it for one more. */
  another: { label: string; onClick(): void } | null;
  onSubmit(): void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Section>
      <form aria-label={title} data-form={name} noValidate onSubmit={submit}>
        <SectionHead>
          <h2>{title}</h2>
          {another ? (
            <Button
              size="small"
              variant="text"
              startIcon={<PlusIcon width={14} height={14} />}
              onClick={another.onClick}
            >
              {another.label}
            </Button>
          ) : null}
        </SectionHead>
        {children}
      </form>
    </Section>
  );
}
