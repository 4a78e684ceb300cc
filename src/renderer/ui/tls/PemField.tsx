import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { styled } from '@mui/material/styles';
import { useId, useRef, useState } from 'react';

const MOST = 1024 * 1024;

/** PEM that is pasted, dropped or chosen as a file. */
export function PemField({
  label,
  value,
  error,
  help,
  onChange,
}: {
  label: string;
  value: string;
  error?: string | null;
  help?: string;
  onChange(text: string): void;
}) {
  const id = useId();
  const [wrong, setWrong] = useState<string | null>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const large = file.size > MOST;
    setWrong(large ? `${label}: the file is larger than 1 MiB, which no PEM file is.` : null);
    if (!large) onChange(await file.text());
  };
  return (
    <Row
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <TextField
        id={id}
        label={label}
        multiline
        minRows={2}
        maxRows={5}
        fullWidth
        value={value}
        error={Boolean(error ?? wrong)}
        helperText={error ?? wrong ?? help}
        placeholder="Paste PEM, or drop a file here"
        onChange={(event) => onChange(event.target.value)}
        slotProps={{
          htmlInput: {
            spellCheck: false,
            autoComplete: 'off',
            autoCapitalize: 'off',
            style: { fontFamily: 'var(--wb-font-mono)', fontSize: 11.5, lineHeight: '16px' },
          },
        }}
      />
      <FileButton label={`Choose a file for ${label}`} onFile={(file) => void take(file)} />
    </Row>
  );
}

/** A button that asks for one file. */
export function FileButton({
  label,
  text = 'File…',
  onFile,
}: {
  label: string;
  text?: string;
  onFile(file: File): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button aria-label={label} onClick={() => input.current?.click()}>
        {text}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}

const Row = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) auto',
  gap: 8,
  alignItems: 'start',
  '& > button': { marginTop: 18 },
});
