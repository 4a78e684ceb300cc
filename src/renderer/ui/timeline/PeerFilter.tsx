import type { Peers } from '../../bridge/peers.ts';
import { formatCount } from '../format.ts';
import { InlineSelect } from '../InlineSelect.tsx';
import { changeView, useView } from '../session/view-store.ts';

const ALL = '';

/** Whose rows are shown. Of very many peers the first can be chosen here, and each by the menu of one of its rows. */
export function PeerFilter({ session, known: { peers, total } }: { session: string; known: Peers }) {
  const { peer } = useView(session);
  const names = peers.map((each) => each.peer);
  const options = [
    { value: ALL, label: 'All peers' },
    ...(peer !== null && !names.includes(peer) ? [{ value: peer, label: peer }] : []),
    ...names.map((name) => ({ value: name, label: name })),
    ...(total > names.length
      ? [{ value: '…', label: `${formatCount(total - names.length)} more: by a row’s menu`, disabled: true }]
      : []),
  ];
  return (
    <InlineSelect
      label="Peer"
      value={peer ?? ALL}
      options={options}
      onChange={(value) => changeView(session, { peer: value === ALL ? null : value })}
    />
  );
}
