import type { Tool } from '../../app/tool.ts';
import { TcpIcon } from '../../ui/icons.tsx';
import { closeSelected, newConnection, tcpCommands } from './commands.ts';
import { followNews } from './news.ts';
import { recallTcp, takeDefaultAddress } from './store.ts';
import { TcpPage } from './TcpPage.tsx';

export const tcp: Tool = {
  slug: 'tcp',
  name: 'TCP',
  Icon: TcpIcon,
  Page: TcpPage,
  prepare: ({ bindAddress }) => {
    recallTcp(bindAddress);
    followNews();
  },
  onSettings: (now, before) => takeDefaultAddress(now.bindAddress, before.bindAddress),
  commands: tcpCommands,
  create: newConnection,
  closeSelected,
};
