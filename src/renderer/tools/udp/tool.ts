import { lazy } from 'react';
import type { Tool } from '../../app/tool.ts';
import { UdpIcon } from '../../ui/icons.tsx';
import { closeSelected } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { closeAll, mendBind, mendSocket } from './actions.ts';
import { udpBench } from './bench.ts';
import { newSocket, udpCommands } from './commands.ts';
import { recallUdp, takeDefaultAddress, useUdp } from './store.ts';

export const udp: Tool = {
  slug: 'udp',
  name: 'UDP',
  Icon: UdpIcon,
  Page: lazy(() => import('./UdpPage.tsx').then((page) => ({ default: page.UdpPage }))),
  forms: { bind: mendBind, 'udp socket': mendSocket },
  prepare: ({ bindAddress }) => {
    recallUdp(bindAddress);
    followNews(udpBench, {
      opened: () => useUdp.getState().socket,
      busy: () => useUdp.getState().binding,
    });
  },
  onSettings: (now, before) => takeDefaultAddress(now.bindAddress, before.bindAddress),
  commands: udpCommands,
  create: newSocket,
  closeAll,
  closeSelected: () => closeSelected(udpBench),
};
