import { lazy } from 'react';
import { blankRequest } from '../../../contract/payload/http-request.ts';
import type { Tool } from '../../app/tool.ts';
import { HttpIcon } from '../../ui/icons.tsx';
import { closeSelected, listCommands } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { httpBench } from './bench.ts';
import { httpState, openRequest } from './store.ts';

export const http: Tool = {
  slug: 'http',
  name: 'HTTP',
  Icon: HttpIcon,
  Page: lazy(() => import('./HttpPage.tsx').then((page) => ({ default: page.HttpPage }))),
  prepare: () => {
    httpState.recall();
    followNews(httpBench, { busy: () => false });
  },
  commands: () => listCommands(httpBench, 'HTTP'),
  create: () => void openRequest(blankRequest()),
  closeSelected: () => closeSelected(httpBench),
};
