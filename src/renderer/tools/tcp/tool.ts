import type { Tool } from '../../app/tool.ts';
import { TcpIcon } from '../../ui/icons.tsx';
import { closeSelected, newConnection, tcpCommands } from './commands.ts';
import { followNews } from './news.ts';
import { recallTcp } from './store.ts';
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
  commands: tcpCommands,
  create: newConnection,
  closeSelected,
};
