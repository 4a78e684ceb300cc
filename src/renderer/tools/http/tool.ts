import { lazy } from 'react';
import type { Tool } from '../../app/tool.ts';
import { HttpIcon } from '../../ui/icons.tsx';
import { closeSelected } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { httpBench } from './bench.ts';
import { httpCommands } from './commands.ts';
import { mendRequest } from './request/actions.ts';
import { followExchanges } from './request/exchanges.ts';
import { closeRequest, newRequest } from './request/open.ts';
import { httpState, useHttp } from './store.ts';

export const http: Tool = {
  slug: 'http',
  name: 'HTTP',
  Icon: HttpIcon,
  Page: lazy(() => import('./HttpPage.tsx').then((page) => ({ default: page.HttpPage }))),
  forms: { 'http request': mendRequest },
  prepare: () => {
    httpState.recall();
    // Who looks at a server looks at its requests, and stays there when a client comes.
    followNews(httpBench, { busy: () => true });
    followExchanges();
  },
  commands: httpCommands,
  create: newRequest,
  closeSelected: () => {
    const { selected } = httpState.use.getState();
    if (selected && (httpState.session(selected.id) ?? httpState.listener(selected.id)))
      closeSelected(httpBench);
    else closeRequest(useHttp.getState().current);
  },
};
