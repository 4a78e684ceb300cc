import { lazy } from 'react';
import type { Tool } from '../../app/tool.ts';
import { TransferIcon } from '../../ui/icons.tsx';
import { closeSelected } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { closeAll, mendReceive, mendSend } from './actions.ts';
import { transferBench } from './bench.ts';
import { newSender, transferCommands } from './commands.ts';
import { followLoans } from './loans.ts';
import { followEnds, recallNotify } from './notify.ts';
import { followQuestions } from './questions.ts';
import { recallTransfer, takeDefaultAddress, transferState, useTransfer } from './store.ts';
import { phaseWords, summaryWords } from './words.ts';

export const transfer: Tool = {
  slug: 'transfer',
  name: 'File transfer',
  Icon: TransferIcon,
  Page: lazy(() => import('./TransferPage.tsx').then((page) => ({ default: page.TransferPage }))),
  forms: { 'transfer receive': mendReceive, 'transfer send': mendSend },
  prepare: ({ bindAddress }) => {
    recallTransfer(bindAddress);
    recallNotify();
    followNews(transferBench, {
      busy: () => {
        const { starting } = useTransfer.getState();
        return starting.receive || starting.send;
      },
      ended: (session) =>
        transferState.isOwn(session) ? `${phaseWords(session)}. ${summaryWords(session)}` : null,
    });
    followLoans();
    followQuestions();
    followEnds();
  },
  onSettings: (now, before) => takeDefaultAddress(now.bindAddress, before.bindAddress),
  commands: transferCommands,
  create: newSender,
  closeAll,
  closeSelected: () => closeSelected(transferBench),
};
