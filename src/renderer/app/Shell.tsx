import { styled } from '@mui/material/styles';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useAnnouncement } from '../ui/announce.ts';
import { usePanel } from '../ui/messages/panel-store.ts';
import { ExportHost } from '../ui/export/ExportHost.tsx';
import { RulesDialogHost } from '../ui/respond/RulesDialogHost.tsx';
import { Unseen } from '../ui/Unseen.ts';
import { LostBar } from './LostBar.tsx';
import { Palette } from './palette/Palette.tsx';
import { SettingsDialog } from './settings/SettingsDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { useWindowKeys } from './keys.ts';
import { useShell } from './shell-store.ts';
import { ToolPanel } from './ToolPanel.tsx';
import { ToolRail } from './ToolRail.tsx';
import { TOOLS } from './tools.ts';
import { TopBar } from './TopBar.tsx';

const SavedDialogs = lazy(() => import('../ui/messages/SavedDialogs.tsx'));

/** Top bar, rail of tools, the tool on top, and the dialog over it. */
export function Shell({ inert, lost }: { inert: boolean; lost: boolean }) {
  const { tool, dialog } = useShell();
  const saved = usePanel((s) => s.dialog);
  useWindowKeys();
  return (
    <Frame inert={inert}>
      <TopBar />
      {lost ? <LostBar /> : null}
      <Below>
        <ToolRail />
        <Main>
          {TOOLS.map((each) => (
            <ToolPanel key={each.slug} tool={each} shown={each.slug === tool} />
          ))}
        </Main>
      </Below>
      {dialog === 'palette' ? <Palette /> : null}
      {dialog === 'settings' ? <SettingsDialog /> : null}
      {dialog === 'shortcuts' ? <ShortcutsDialog /> : null}
      {saved ? (
        <Suspense fallback={null}>
          <SavedDialogs dialog={saved} />
        </Suspense>
      ) : null}
      <ExportHost />
      <RulesDialogHost />
      <Announcer />
    </Frame>
  );
}

function Announcer() {
  const told = useAnnouncement();
  const [{ text, count }, say] = useState(told);
  useEffect(() => {
    if (!isAlerted(told.text)) say(told);
  }, [told]);
  return (
    <Unseen role="status" aria-live="polite">
      {/* A new element each time, so that the same words are said again. */}
      <span key={count}>{text}</span>
    </Unseen>
  );
}

/** What an alert says is not said twice. */
const isAlerted = (text: string): boolean =>
  [...document.querySelectorAll('[role="alert"]')].some(
    (alert) => alert.checkVisibility() && alert.textContent.includes(text),
  );

const Frame = styled('div')({ display: 'flex', flexDirection: 'column', height: '100%', minWidth: 0 });
const Below = styled('div')({ display: 'flex', flex: '1 1 0', minHeight: 0 });
const Main = styled('main')({ display: 'flex', flex: '1 1 0', minWidth: 0, minHeight: 0 });
