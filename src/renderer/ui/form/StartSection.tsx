import type { ReactNode } from 'react';
import { FormSection } from './FormSection.tsx';

/** The form that opens something; while that runs, what can be done with it stands in its place. */
export function StartSection<Running>({
  title,
  name,
  running,
  another,
  onAnother,
  onStart,
  form,
  children,
}: {
  title: string;
  name: string;
  running: Running | null;
  /** The name of the button that empties the form for one more. */
  another: string;
  onAnother(): void;
  onStart(): unknown;
  form: ReactNode;
  children(running: Running): ReactNode;
}) {
  return (
    <FormSection
      title={title}
      name={name}
      another={running === null ? null : { label: another, onClick: onAnother }}
      onSubmit={() => {
        if (running === null) void onStart();
      }}
    >
      {running === null ? form : children(running)}
    </FormSection>
  );
}
