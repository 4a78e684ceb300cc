import { ToolPage } from '../../ui/sessions/ToolPage.tsx';
import { httpBench } from './bench.ts';
import { ConnectionView } from './connection/ConnectionView.tsx';
import { LibrarySection } from './library/LibrarySection.tsx';
import { RequestPane } from './request/RequestPane.tsx';
import { ServerView } from './serve/ServerView.tsx';
import { ServeSection } from './serve/ServeSection.tsx';

/** Collections, servers and connections on the left; the open requests, or what is chosen, on the right. */
export function HttpPage() {
  return (
    <ToolPage
      of={httpBench}
      forms={
        <>
          <LibrarySection />
          <ServeSection />
        </>
      }
      nothing="Servers and connections appear here."
      empty={<RequestPane />}
      renderSession={(session) => <ConnectionView session={session} />}
      renderListener={(listener) => <ServerView listener={listener} />}
    />
  );
}
