import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import { useState } from 'react';
import { formatCount } from '../format.ts';
import { ArrowDownIcon, ArrowUpIcon, CrossIcon, PlusIcon, WarningIcon } from '../icons.tsx';
import { matchWords, moved, newRule, type RuleDraft } from './rules-draft.ts';
import { useTotals } from './rules-store.ts';

interface Props {
  set: string;
  rules: readonly RuleDraft[];
  chosen: number;
  onChoose(index: number): void;
  onChange(rules: RuleDraft[]): void;
}

/** The rules of a set in the order in which they are looked at. */
export function RuleList({ set, rules, chosen, onChoose, onChange }: Props) {
  const totals = useTotals((s) => s.totals);
  const [dragged, setDragged] = useState<number | null>(null);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= rules.length || from === to) return;
    onChange(moved(rules, from, to));
    onChoose(to);
  };
  const add = () => {
    onChange([...rules, newRule(`Rule ${rules.length + 1}`)]);
    onChoose(rules.length);
  };
  const remove = () => {
    onChange(rules.filter((_, index) => index !== chosen));
    onChoose(Math.max(0, Math.min(chosen, rules.length - 2)));
  };
  return (
    <div className="wb-rules-list">
      <ol aria-label="Rules in order">
        {rules.map((rule, index) => {
          const told = totals.get(`${set}/${rule.id}`);
          const words = [rule.step === '' ? null : `step ${rule.step}`, matchWords(rule)].filter(
            (part) => part !== null,
          );
          return (
            <li
              key={rule.id}
              draggable
              data-over={dragged !== null && dragged !== index ? '' : undefined}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(index);
              }}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => dragged !== null && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null) move(dragged, index);
                setDragged(null);
              }}
            >
              <Checkbox
                size="small"
                checked={rule.on}
                slotProps={{ input: { 'aria-label': `${rule.name || 'Rule'} is on` } }}
                onChange={(event) =>
                  onChange(
                    rules.map((one, at) => (at === index ? { ...one, on: event.target.checked } : one)),
                  )
                }
              />
              <button
                type="button"
                className="wb-rules-row"
                aria-current={index === chosen ? 'true' : undefined}
                onClick={() => onChoose(index)}
                onKeyDown={(event) => {
                  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
                  if (!event.altKey || by === 0) return;
                  event.preventDefault();
                  move(index, index + by);
                }}
              >
                <b>{rule.name || 'Unnamed'}</b>
                {told?.stopped ? (
                  <span className="wb-rules-stopped" title="It ran away and was stopped">
                    <WarningIcon width={14} height={14} /> stopped
                  </span>
                ) : (
                  <span className="wb-rules-count" title="How often it matched">
                    {told ? `${formatCount(told.matched)}×` : ''}
                  </span>
                )}
                <small>{words.join(' · ')}</small>
              </button>
            </li>
          );
        })}
      </ol>
      {rules.length === 0 ? <p className="wb-rules-none">No rule yet. Add the first one.</p> : null}
      <div className="wb-rules-tools">
        <Button size="small" startIcon={<PlusIcon width={14} height={14} />} onClick={add}>
          Add rule
        </Button>
        <span />
        <IconButton
          aria-label="Move rule up"
          title="Move rule up (Alt+↑)"
          disabled={chosen <= 0}
          onClick={() => move(chosen, chosen - 1)}
        >
          <ArrowUpIcon />
        </IconButton>
        <IconButton
          aria-label="Move rule down"
          title="Move rule down (Alt+↓)"
          disabled={chosen >= rules.length - 1}
          onClick={() => move(chosen, chosen + 1)}
        >
          <ArrowDownIcon />
        </IconButton>
        <IconButton
          aria-label="Remove rule"
          title="Remove rule"
          disabled={rules.length === 0}
          onClick={remove}
        >
          <CrossIcon />
        </IconButton>
      </div>
    </div>
  );
}
