import type { Tool } from '../../app/tool.ts';
import { TcpIcon } from '../../ui/icons.tsx';
import { closeSelected } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { closeAll, mendConnect, mendListen } from './actions.ts';
import { tcpBench } from './bench.ts';
import { newConnection, tcpCommands } from './commands.ts';
import { recallTcp, takeDefaultAddress, useTcp } from './store.ts';
import { TcpPage } from './TcpPage.tsx';

export const tcp: Tool = {
  slug: 'tcp',
  name: 'TCP',
  Icon: TcpIcon,
  Page: TcpPage,
  forms: { listen: mendListen, connect: mendConnect },
  prepare: ({ bindAddress }) => {
    recallTcp(bindAddress);
    followNews(tcpBench, {
      opened: () => useTcp.getState().connection,
      busy: () => useTcp.getState().connecting,
    });
  },
  onSettings: (now, before) => takeDefaultAddress(now.bindAddress, before.bindAddress),
  commands: tcpCommands,
  create: newConnection,
  closeAll,
  closeSelected: () => closeSelected(tcpBench),
};
