import { lazy } from 'react';
import type { Tool } from '../../app/tool.ts';
import { focusField } from '../../ui/form/focus.ts';
import { HttpIcon } from '../../ui/icons.tsx';
import { closeSelected } from '../../ui/sessions/commands.ts';
import { followNews } from '../../ui/sessions/news.ts';
import { httpBench } from './bench.ts';
import { httpCommands } from './commands.ts';
import { followLoads } from './load/follow.ts';
import { followLibrary } from './library/library-store.ts';
import { mendEnvironment } from './library/mend.ts';
import { mendRequest } from './request/actions.ts';
import { followExchanges } from './request/exchanges.ts';
import { closeRequest, newRequest } from './request/open.ts';
import { followRuns } from './run/follow.ts';
import { mendServe } from './serve/actions.ts';
import { recallServe, takeDefaultAddress } from './serve/serve-store.ts';
import { rememberOpen } from './request/remember.ts';
import { httpState, useHttp } from './store.ts';

export const http: Tool = {
  slug: 'http',
  name: 'HTTP',
  Icon: HttpIcon,
  Page: lazy(() => import('./HttpPage.tsx').then((page) => ({ default: page.HttpPage }))),
  forms: { serve: mendServe, 'http request': mendRequest, environment: mendEnvironment },
  prepare: ({ bindAddress }) => {
    httpState.recall();
    recallServe(bindAddress);
    // Who looks at a server looks at its requests, and stays there when a client comes.
    followNews(httpBench, { busy: () => true });
    rememberOpen();
    followExchanges();
    followLoads();
    followRuns();
    followLibrary();
  },
  onSettings: (now, before) => takeDefaultAddress(now.bindAddress, before.bindAddress),
  commands: httpCommands,
  create: newRequest,
  closeSelected: () => {
    const { selected } = httpState.use.getState();
    if (selected && (httpState.session(selected.id) ?? httpState.listener(selected.id)))
      closeSelected(httpBench);
    else {
      closeRequest(useHttp.getState().current);
      focusField('http request', 'url');
    }
  },
};
