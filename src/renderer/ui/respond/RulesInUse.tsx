import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { RespondInfo } from '../../../contract/respond.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { formatBytes, formatCount } from '../format.ts';

/** What the rules of a listener or socket did, and which of them were stopped; nothing where it answers otherwise. */
export function RulesInUse({ info: { rules }, onRestart }: { info: RespondInfo; onRestart(): void }) {
  if (!rules) return null;
  const stopped = rules.rules.filter(({ stoppedOn }) => stoppedOn !== null);
  const problems = rules.rules.filter(({ problem }) => problem !== null);
  return (
    <Part aria-label="Rules in use">
      <h3>Rules: {rules.name ?? 'removed'}</h3>
      {rules.name === null ? (
        <FailureNotice
          tone="warning"
          failure={{
            code: 'NOT_FOUND',
            message: 'These rules were removed. Nothing is answered.',
            hint: 'Choose others under Respond.',
            mends: [],
          }}
        />
      ) : null}
      {stopped.map(({ id, name, stoppedOn }) => (
        <FailureNotice
          key={id}
          failure={{
            code: 'RAN_AWAY',
            message: `Rule “${name}” ran away on a message of ${formatBytes(stoppedOn ?? 0)}. It is off here.`,
            hint: 'Its regular expression can take endless time on such a message. Change it, or switch it on again.',
            mends: [],
          }}
        >
          <Button size="small" onClick={onRestart}>
            Switch it on again
          </Button>
        </FailureNotice>
      ))}
      {problems.map(({ id, name, problem }) => (
        <FailureNotice
          key={id}
          tone="warning"
          failure={{
            code: 'RULE_PROBLEM',
            message: problem?.startsWith('Rule “') ? problem : `Rule “${name}”: ${problem}`,
            mends: [],
          }}
        />
      ))}
      <List aria-label="Matched">
        {rules.rules.map(({ id, name, matched }) => (
          <li key={id}>
            <span>{name}</span>
            <b>{formatCount(matched)}</b>
          </li>
        ))}
        <li data-quiet="">
          <span>No rule matched</span>
          <b>{formatCount(rules.unmatched)}</b>
        </li>
      </List>
    </Part>
  );
}

const Part = styled('section')({
  display: 'grid',
  gap: 8,
  minWidth: 0,
  '& > h3': { margin: 0, fontSize: 13, lineHeight: '20px', fontWeight: 600 },
});
const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  maxWidth: 360,
  '& li': {
    display: 'flex',
    justifyContent: 'space-between',
    gap: 16,
    minHeight: 24,
    lineHeight: '24px',
    borderBottom: '1px solid var(--wb-line)',
    fontVariantNumeric: 'tabular-nums',
  },
  '& span': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& b': { fontWeight: 600 },
  '& [data-quiet]': { color: 'var(--wb-muted)' },
});
