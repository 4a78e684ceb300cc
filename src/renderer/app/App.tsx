import { useColorScheme } from '@mui/material/styles';
import { useDeferredValue, useEffect } from 'react';
import { useConnection } from '../bridge/connection.ts';
import { ConnectingPage, RefusedPage } from './ConnectionPages.tsx';
import { useSettings } from './settings/settings-store.ts';
import { Shell } from './Shell.tsx';
import { useReady } from './start.ts';

/** The window: the bench when there is one, a page that says why when there is not. */
export function App() {
  const { state } = useConnection();
  // Drawn piece by piece: the whole bench at once would hold the window up.
  const ready = useDeferredValue(useReady((s) => s.ready));
  useThemeOfSettings();
  // Once drawn, the shell stays: nothing that was typed is lost with the connection.
  return (
    <>
      {ready ? <Shell inert={state === 'refused'} lost={state !== 'open'} /> : null}
      {state === 'refused' ? <RefusedPage /> : ready ? null : <ConnectingPage lost={state === 'lost'} />}
    </>
  );
}

function useThemeOfSettings(): void {
  const chosen = useSettings((s) => s.settings?.theme);
  const { setMode } = useColorScheme();
  useEffect(() => {
    if (chosen) setMode(chosen);
  }, [chosen, setMode]);
}
