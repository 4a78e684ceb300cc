import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type FormEvent, useState } from 'react';
import type { ExportFormat, ExportInput } from '../../../contract/export.ts';
import type { Failure } from '../../../contract/failure.ts';
import type { Direction } from '../../../contract/rows.ts';
import { useBench, useSession } from '../../bridge/bench-store.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { Field, SelectField } from '../Field.tsx';
import { formatBytes, formatCount } from '../format.ts';
import { useView } from '../session/view-store.ts';
import type { ExportSubject } from './export-store.ts';
import { FORMATS, fileName } from './formats.ts';

/** What was chosen last stays chosen while the window is open. */
let lastFormat: ExportFormat = 'pcapng';

export interface ExportFormProps {
  subject: ExportSubject;
  title: string;
  failure: Failure | null;
  onExport(input: ExportInput): void;
}

/** As what, what of it, and under which name. */
export function ExportForm({ subject, title, failure, onExport }: ExportFormProps) {
  const ofSession = 'session' in subject ? subject : null;
  const [format, setFormat] = useState<ExportFormat>(ofSession ? lastFormat : 'pcapng');
  const [what, setWhat] = useState<'all' | 'rows'>(ofSession?.rows ? 'rows' : 'all');
  const [way, setWay] = useState<'both' | Direction>('both');
  const [name, setName] = useState(() => fileName(title));
  const [missing, setMissing] = useState(false);
  const words = FORMATS[format];
  const amount = useAmount(subject);
  // A format of one direction takes the one that has more, until the user says which.
  const direction = way === 'both' ? (words.oneWay ? amount.more : null) : way;
  const { rows, bytes } = amount.of(what, direction);
  const file = `${name.trim()}.${words.extension}`;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() === '') return;
    lastFormat = ofSession ? format : lastFormat;
    const range = what === 'rows' ? ofSession?.rows : undefined;
    onExport({
      format,
      name: file,
      what: ofSession
        ? { session: ofSession.session, ...(range && { rows: range }), ...(direction && { direction }) }
        : { listener: 'listener' in subject ? subject.listener : '' },
    });
  };

  return (
    <form aria-label="Export" onSubmit={submit} noValidate>
      <Fields>
        {failure ? <FailureNotice failure={failure} /> : null}
        {ofSession ? (
          <SelectField
            label="Format"
            value={format}
            help={words.help}
            options={Object.entries(FORMATS).map(([value, { label }]) => ({ value, label }))}
            onChange={(value) => setFormat(value as ExportFormat)}
          />
        ) : (
          <p>
            All {formatCount(amount.sessions)} sessions of {title} in one pcapng file, each a stream of its
            own.
          </p>
        )}
        {ofSession ? (
          <Pair>
            <SelectField
              label="Rows"
              value={what}
              options={[
                { value: 'all', label: 'The whole session' },
                ...(ofSession.rows ? [{ value: 'rows', label: selectionText(ofSession.rows) }] : []),
              ]}
              onChange={(value) => setWhat(value === 'rows' ? 'rows' : 'all')}
            />
            <SelectField
              label="Direction"
              value={direction ?? 'both'}
              options={[
                ...(words.oneWay ? [] : [{ value: 'both', label: 'Both' }]),
                { value: 'in', label: 'Received' },
                { value: 'out', label: 'Sent' },
              ]}
              onChange={(value) => setWay(value === 'in' || value === 'out' ? value : 'both')}
            />
          </Pair>
        ) : null}
        <Field
          label="File name"
          value={name}
          error={missing ? 'File name is empty.' : undefined}
          help={`Saved as ${file}`}
          onChange={(value) => setName(value)}
        />
        <Foot>
          <span>
            {formatCount(rows)} {rows === 1 ? 'row' : 'rows'}, about{' '}
            {formatBytes(Math.round(words.size(rows, bytes)))}
          </span>
          <Button type="submit" variant="contained">
            Export
          </Button>
        </Foot>
      </Fields>
    </form>
  );
}

const selectionText = ({ first, last }: { first: number; last: number }): string =>
  first === last
    ? `Row ${formatCount(first + 1)}`
    : `Rows ${formatCount(first + 1)} to ${formatCount(last + 1)}`;

interface Amount {
  sessions: number;
  /** The direction with more bytes. */
  more: Direction;
  of(what: 'all' | 'rows', direction: Direction | null): { rows: number; bytes: number };
}

/** How much there is to export now. */
function useAmount(subject: ExportSubject): Amount {
  const session = useSession('session' in subject ? subject.session : null);
  const { rows: selected } = useView('session' in subject ? subject.session : '');
  const all = useBench((s) => s.sessions);
  if ('listener' in subject) {
    const accepted = [...all.values()].filter((each) => each.listener === subject.listener);
    const rows = accepted.reduce((sum, { counts }) => sum + counts.rows, 0);
    const bytes = accepted.reduce((sum, { counts }) => sum + counts.bytesIn + counts.bytesOut, 0);
    return { sessions: accepted.length, more: 'in', of: () => ({ rows, bytes }) };
  }
  const whole = { in: session?.counts.bytesIn ?? 0, out: session?.counts.bytesOut ?? 0 };
  const spans = { in: selected?.spans?.in?.length ?? 0, out: selected?.spans?.out?.length ?? 0 };
  return {
    sessions: 1,
    more: whole.in >= whole.out ? 'in' : 'out',
    of(what, direction) {
      const range = what === 'rows' ? subject.rows : undefined;
      const bytes = range ? spans : whole;
      return {
        rows: range ? range.last - range.first + 1 : (session?.counts.rows ?? 0),
        bytes: direction ? bytes[direction] : bytes.in + bytes.out,
      };
    },
  };
}

const Fields = styled('div')({ display: 'grid', gap: 12 });
const Pair = styled('div')({ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 });
const Foot = styled('div')({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  gap: 12,
  color: 'var(--wb-muted)',
});
