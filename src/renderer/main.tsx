import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './app/first-paint.css';
import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startWindow } from './app/start.ts';
import { theme } from './app/theme.ts';

// The host's policy allows style elements that carry the nonce of this load, and no others.
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content || undefined;
const cache = createCache({ key: 'wb', nonce });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startWindow();
createRoot(root).render(
  <StrictMode>
    <CacheProvider value={cache}>
      <ThemeProvider theme={theme} defaultMode="system" modeStorageKey="wirebench.scheme">
        <CssBaseline />
        <App />
      </ThemeProvider>
    </CacheProvider>
  </StrictMode>,
);
