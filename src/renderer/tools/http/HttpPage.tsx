import type { ReactNode } from 'react';
import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { httpBench } from './bench.ts';
import { ConnectionView } from './connection/ConnectionView.tsx';
import { LibrarySection } from './library/LibrarySection.tsx';
import { LoadHost } from './load/LoadHost.tsx';
import { OpenTabs } from './request/OpenTabs.tsx';
import { RequestPane } from './request/RequestPane.tsx';
import { RunHost } from './run/RunHost.tsx';
import { ServerView } from './serve/ServerView.tsx';
import { ServeSection } from './serve/ServeSection.tsx';

/**
 * Collections, servers and connections on the left; on the right the open requests as tabs, and under them the one
 * that is looked at with its answer, or the server or connection that is selected.
 */
export function HttpPage() {
  return (
    <>
      <ToolPage
        of={httpBench}
        forms={
          <>
            <LibrarySection />
            <ServeSection />
          </>
        }
        nothing="Servers and connections appear here."
        empty={
          <Right>
            <RequestPane />
          </Right>
        }
        renderSession={(session) => (
          <Right>
            <ConnectionView session={session} />
          </Right>
        )}
        renderListener={(listener) => (
          <Right>
            <ServerView listener={listener} />
          </Right>
        )}
      />
      <LoadHost />
      <RunHost />
    </>
  );
}

function Right({ children }: { children: ReactNode }) {
  return (
    <div className="wb-http-right">
      <OpenTabs />
      {children}
    </div>
  );
}
