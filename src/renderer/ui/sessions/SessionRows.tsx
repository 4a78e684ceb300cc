import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { MouseEvent, ReactNode } from 'react';
import { isLive } from '../../../contract/states.ts';
import { useRates } from '../../bridge/rates.ts';
import { formatCount, formatEndpoint, formatExact } from '../format.ts';
import { ChevronDownIcon, ChevronRightIcon, MoreIcon } from '../icons.tsx';
import { Sparkline } from '../Sparkline.tsx';
import { StateDot } from '../StateDot.tsx';
import { Unseen } from '../Unseen.ts';
import type { AnyToolBench } from './tool-bench.ts';
import type { TreeRow } from './tree.ts';
import {
  listenerState,
  movedBy,
  sessionFigure,
  sessionLabel,
  sessionName,
  sessionState,
  shortEndpoint,
} from './words.ts';

type RowOf<Kind> = Extract<TreeRow, { kind: Kind }>;

interface RowProps<Kind> {
  of: AnyToolBench;
  row: RowOf<Kind>;
  onMenu(element: HTMLElement): void;
}

export function ListenerRow({ of, row, onMenu }: RowProps<'listener'>) {
  const listener = of.useListener(row.id);
  if (!listener) return null;
  const { word, dot } = listenerState(listener);
  const name = of.listenerName?.(listener) ?? shortEndpoint(listener.local);
  return (
    <Line>
      <Fold
        size="small"
        tabIndex={-1}
        data-empty={row.clients === 0 || undefined}
        aria-label={`${row.folded ? 'Unfold' : 'Fold'} ${name}`}
        aria-expanded={!row.folded}
        disabled={row.clients === 0}
        onClick={(event) => {
          event.stopPropagation();
          of.toggle('folded', row.id);
        }}
      >
        {row.folded ? <ChevronRightIcon /> : <ChevronDownIcon />}
      </Fold>
      <StateDot kind={dot} />
      <Name title={of.listenerName ? name : formatEndpoint(listener.local)}>{name}</Name>
      <Muted>{word}</Muted>
      <Figure>{row.clients > 0 ? formatCount(row.clients) : ''}</Figure>
      <MenuButton name={name} onMenu={onMenu} />
    </Line>
  );
}

export function SessionRow({ of, row, onMenu }: RowProps<'session'>) {
  const session = of.useSession(row.id);
  if (!session) return null;
  const bytes = of.sessionBytes?.(session) ?? movedBy(session);
  const name = of.sessionName?.(session) ?? sessionName(session);
  const label = sessionLabel(session, of.sessionWhere?.(session), bytes);
  return (
    <Line data-depth={row.depth} title={`${formatExact(bytes.in)} in, ${formatExact(bytes.out)} out`}>
      <StateDot kind={sessionState(session).dot} />
      <Unseen>{label}</Unseen>
      <Name aria-hidden="true" title={label}>
        {name}
      </Name>
      <Picture session={row.id} live={isLive(session.state)} />
      <Figure aria-hidden="true">{of.sessionFigure?.(session) ?? sessionFigure(session, bytes)}</Figure>
      <MenuButton name={name} onMenu={onMenu} />
    </Line>
  );
}

function Picture({ session, live }: { session: string; live: boolean }): ReactNode {
  const rates = useRates(session);
  if (!live || rates.in.length === 0) return null;
  return (
    <Right>
      <Sparkline received={rates.in} sent={rates.out} width={36} height={16} />
    </Right>
  );
}

function MenuButton({ name, onMenu }: { name: string; onMenu(element: HTMLElement): void }) {
  const onClick = (event: MouseEvent<HTMLElement>) => {
    event.stopPropagation();
    onMenu(event.currentTarget);
  };
  return (
    <IconButton
      size="small"
      className="wb-more"
      // The list is one stop of the Tab key; Shift+F10 on the row opens the same menu.
      tabIndex={-1}
      aria-label={`Actions for ${name}`}
      aria-haspopup="menu"
      onClick={onClick}
    >
      <MoreIcon strokeWidth={2.4} />
    </IconButton>
  );
}

const Line = styled('div')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  height: '100%',
  padding: '0 6px 0 8px',
  cursor: 'default',
  '&[data-depth="0"]': { paddingLeft: 12 },
  // Further in than a listener without clients, which has no place for an arrow to open.
  '&[data-depth="1"]': { paddingLeft: 54 },
  // Out of sight until the row is pointed at or holds the focus; the keys of the row open the same menu.
  '& .wb-more': { opacity: 0, marginLeft: 0 },
  '*:hover > & .wb-more, *:focus-within > & .wb-more, [data-selected] > & .wb-more': { opacity: 1 },
});
const Name = styled('span')({
  fontFamily: 'var(--wb-font-mono)',
  fontSize: 12.5,
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
});
/** Gives way before the name does. */
const Muted = styled('span')({
  flex: '0 1000 auto',
  minWidth: 0,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  color: 'var(--wb-muted)',
  fontSize: 12,
  whiteSpace: 'nowrap',
});
const Fold = styled(IconButton)({ '&[data-empty]': { visibility: 'hidden' } });
/** Gives way before the name does. */
const Right = styled('span')({
  display: 'flex',
  flex: '0 1000 auto',
  minWidth: 0,
  overflow: 'hidden',
  marginLeft: 'auto',
  '& + *': { marginLeft: 0, minWidth: 52 },
});
const Figure = styled('span')({
  marginLeft: 'auto',
  flexShrink: 0,
  textAlign: 'right',
  color: 'var(--wb-muted)',
  fontSize: 12,
  whiteSpace: 'nowrap',
});
