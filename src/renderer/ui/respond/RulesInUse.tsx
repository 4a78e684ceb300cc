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
    <section aria-label="Rules in use">
      <h2>Rules: {rules.name ?? 'removed'}</h2>
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
          failure={{ code: 'RULE_PROBLEM', message: `Rule “${name}”: ${problem}`, mends: [] }}
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
    </section>
  );
}

const List = styled('ul')({
  listStyle: 'none',
  margin: '4px 0 0',
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
