import { lazy } from 'react';
import type { Tool } from '../../app/tool.ts';
import { RelayIcon } from '../../ui/icons.tsx';
import { closeSelected } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { closeAll, mendRelay, showRelayed } from './actions.ts';
import { relayBench } from './bench.ts';
import { newRelay, relayCommands } from './commands.ts';
import { recallRelay, takeDefaultAddress } from './store.ts';

export const relay: Tool = {
  slug: 'relay',
  name: 'Relay',
  Icon: RelayIcon,
  Page: lazy(() => import('./RelayPage.tsx').then((page) => ({ default: page.RelayPage }))),
  forms: { relay: mendRelay, 'relayed session': showRelayed },
  prepare: ({ bindAddress }) => {
    recallRelay(bindAddress);
    followNews(relayBench);
  },
  onSettings: (now, before) => takeDefaultAddress(now.bindAddress, before.bindAddress),
  commands: relayCommands,
  create: newRelay,
  closeAll,
  closeSelected: () => closeSelected(relayBench),
};
