import Dialog from '@mui/material/Dialog';
import InputBase from '@mui/material/InputBase';
import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { SearchIcon } from '../../ui/icons.tsx';
import { Unseen } from '../../ui/Unseen.ts';
import { allCommands } from '../shell-commands.ts';
import { closeDialog } from '../shell-store.ts';
import { type Ranked, rank } from './rank.ts';

const MOST = 100;

/** Search and run, without taking the hands off the keys. */
export function Palette() {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  // What can be done is asked once: the list must not change under the hand.
  const [commands] = useState(allCommands);
  const hits = useMemo(() => rank(commands, query, MOST), [commands, query]);
  const active = Math.min(chosen, hits.length - 1);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, hits]);

  const run = (hit: Ranked | undefined) => {
    if (!hit) return;
    closeDialog();
    // After the dialog has given the focus back, so that the command can move it.
    requestAnimationFrame(() => hit.command.run());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined && hits.length > 0) {
      const next = active + step;
      const single = Math.abs(step) === 1;
      setChosen(single ? (next + hits.length) % hits.length : Math.min(Math.max(next, 0), hits.length - 1));
    } else if (event.key === 'Enter') {
      run(hits[active]);
    } else return;
    event.preventDefault();
  };

  return (
    <Dialog
      open
      onClose={closeDialog}
      aria-labelledby={`${id}-title`}
      maxWidth={false}
      slotProps={{
        paper: { sx: { width: 560, maxWidth: 'calc(100vw - 32px)' } },
        container: { sx: { alignItems: 'flex-start', pt: '8vh' } },
      }}
    >
      <Unseen as="h2" id={`${id}-title`}>
        Command palette
      </Unseen>
      <Query>
        <SearchIcon />
        <InputBase
          autoFocus
          fullWidth
          value={query}
          placeholder="Search or run a command…"
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          inputProps={{
            role: 'combobox',
            'aria-label': 'Search or run a command',
            'aria-expanded': true,
            'aria-controls': id,
            'aria-autocomplete': 'list',
            'aria-activedescendant': hits.length > 0 ? `${id}-${active}` : undefined,
            spellCheck: false,
            autoComplete: 'off',
          }}
        />
      </Query>
      <List ref={list} role="listbox" id={id} aria-label="Commands" tabIndex={-1}>
        {hits.map((hit, index) => (
          <Option
            key={hit.command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerMove={() => index !== active && setChosen(index)}
            onClick={() => run(hit)}
          >
            <span>{index === active || hit.at.length > 0 ? <Marked {...hit} /> : hit.command.title}</span>
            <Group>{hit.command.group}</Group>
            <Keys>{hit.command.shortcut}</Keys>
          </Option>
        ))}
      </List>
      {hits.length === 0 ? <Nothing role="status">Nothing answers to “{query.trim()}”.</Nothing> : null}
    </Dialog>
  );
}

function Marked({ command, at }: Ranked) {
  const marked = new Set(at);
  return [...command.title].map((char, index) =>
    // The characters of a title have no other identity than their place.
    marked.has(index) ? <b key={index}>{char}</b> : char,
  );
}

const Query = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  padding: '10px 12px',
  color: 'var(--wb-muted)',
  borderBottom: '1px solid var(--wb-line)',
  '& input': { color: 'var(--wb-text)', fontSize: 14, '&:focus-visible': { outline: 'none' } },
});
const List = styled('div')({ maxHeight: 'min(420px, 60vh)', overflow: 'auto', padding: 4 });
const Option = styled('div')({
  display: 'grid',
  gridTemplateColumns: '1fr auto 64px',
  alignItems: 'center',
  gap: 8,
  minHeight: 28,
  padding: '0 8px',
  borderRadius: 4,
  cursor: 'default',
  '&[aria-selected="true"]': { background: 'var(--wb-selection)' },
  '& b': { color: 'var(--wb-accent)', fontWeight: 650 },
});
const Group = styled('span')({ color: 'var(--wb-muted)', fontSize: 12 });
const Keys = styled('span')({ color: 'var(--wb-muted)', fontSize: 12, textAlign: 'right' });
const Nothing = styled('p')({ margin: 0, padding: '4px 12px 12px', color: 'var(--wb-muted)' });
