import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useId } from 'react';
import '../../../ui/bytes/bytes.css';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { XmlRpcForm } from '../kinds/XmlRpcForm.tsx';
import { SaveButton } from '../library/SaveButton.tsx';
import { ManyButton } from '../load/ManyButton.tsx';
import { currentRequest, patchOpen, useHttp } from '../store.ts';
import { send } from './actions.ts';
import { type EditorTab, showTab, tabsOf, useEditor } from './fields.ts';
import { AuthPart } from '../editor/AuthPart.tsx';
import { BodyPart } from '../editor/BodyPart.tsx';
import { ExpectPart } from '../editor/ExpectPart.tsx';
import { HeadersPart } from '../editor/HeadersPart.tsx';
import { NotesPart } from '../editor/NotesPart.tsx';
import { OptionsPart } from '../editor/OptionsPart.tsx';
import { QueryPart } from '../editor/QueryPart.tsx';
import { ProtocolsPart } from '../websocket/ProtocolsPart.tsx';
import { RequestBar } from './RequestBar.tsx';
import { figureOf } from './figures.ts';

/** What is asked: the line that is sent, and under it the parts of the request as tabs. */
export function Editor() {
  const one = useHttp(currentRequest);
  const { key, draft, failure } = one;
  const wanted = useEditor((s) => s.tab);
  const tabs = tabsOf(draft.kind);
  const tab = tabs.includes(wanted) ? wanted : (tabs[0] ?? 'Headers');
  const ids = useId();
  return (
    <form
      className="wb-editor"
      aria-label="Request"
      data-form="http request"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <RequestBar />
      {failure ? (
        <div className="wb-editor-failure">
          <FailureNotice failure={failure} onDismiss={() => patchOpen(key, { failure: null })} />
        </div>
      ) : null}
      <div className="wb-pane-bar wb-editor-bar">
        <Tabs
          className="wb-bytes-tabs"
          value={tab}
          variant="scrollable"
          scrollButtons={false}
          aria-label="Parts of the request"
          onChange={(_event, next: EditorTab) => showTab(next)}
        >
          {tabs.map((name) => (
            <Tab
              key={name}
              value={name}
              id={`${ids}-${name}`}
              aria-controls={`${ids}-part`}
              // The name of a tab stays as it is whatever is written; its figure is for the eye.
              label={<span data-figure={figureOf(draft, name) || undefined}>{name}</span>}
            />
          ))}
        </Tabs>
        <span className="wb-grow" />
        {draft.kind === 'http' ? <ManyButton request={one} /> : null}
        <SaveButton request={one} />
      </div>
      <div className="wb-editor-part" role="tabpanel" id={`${ids}-part`} aria-labelledby={`${ids}-${tab}`}>
        <Part tab={tab} />
      </div>
    </form>
  );
}

function Part({ tab }: { tab: EditorTab }) {
  switch (tab) {
    case 'Call':
      return <XmlRpcForm />;
    case 'Protocols':
      return <ProtocolsPart />;
    case 'Query':
      return <QueryPart />;
    case 'Headers':
      return <HeadersPart />;
    case 'Auth':
      return <AuthPart />;
    case 'Body':
      return <BodyPart />;
    case 'Options':
      return <OptionsPart />;
    case 'Expect':
      return <ExpectPart />;
    case 'Notes':
      return <NotesPart />;
  }
}
