import ButtonBase from '@mui/material/ButtonBase';
import IconButton from '@mui/material/IconButton';
import { styled, useColorScheme } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import type { Settings } from '../../contract/settings.ts';
import { GearIcon, MoonIcon, SearchIcon, SunIcon, SystemThemeIcon } from '../ui/icons.tsx';
import { changeSettings, MOD } from './shell-commands.ts';
import { openDialog } from './shell-store.ts';
import { Wordmark } from './Wordmark.tsx';

const NEXT = {
  system: { to: 'light', label: 'Theme: system', Icon: SystemThemeIcon },
  light: { to: 'dark', label: 'Theme: light', Icon: SunIcon },
  dark: { to: 'system', label: 'Theme: dark', Icon: MoonIcon },
} as const satisfies Record<Settings['theme'], unknown>;

export function TopBar() {
  const { mode = 'system' } = useColorScheme();
  const { to, label, Icon } = NEXT[mode];
  return (
    <Bar>
      <Wordmark as="h1" />
      <Opener onClick={() => openDialog('palette')} aria-keyshortcuts="Control+K">
        <SearchIcon width={16} height={16} />
        <span>Search or run a command…</span>
        <kbd>{MOD} K</kbd>
      </Opener>
      <Side>
        <Tooltip title={`${label}. Change to ${to}.`}>
          <IconButton aria-label={label} onClick={() => changeSettings({ theme: to })}>
            <Icon />
          </IconButton>
        </Tooltip>
        <Tooltip title="Settings">
          <IconButton aria-label="Settings" onClick={() => openDialog('settings')}>
            <GearIcon />
          </IconButton>
        </Tooltip>
      </Side>
    </Bar>
  );
}

const Bar = styled('header')({
  display: 'grid',
  gridTemplateColumns: '1fr minmax(240px, 420px) 1fr',
  alignItems: 'center',
  gap: 12,
  flex: '0 0 40px',
  padding: '0 8px 0 16px',
  background: 'var(--wb-panel)',
  borderBottom: '1px solid var(--wb-line)',
});
const Opener = styled(ButtonBase)({
  display: 'flex',
  justifyContent: 'flex-start',
  gap: 8,
  height: 28,
  padding: '0 8px',
  border: '1px solid var(--wb-line)',
  borderRadius: 6,
  background: 'var(--wb-bg)',
  color: 'var(--wb-muted)',
  fontSize: 12,
  '&:hover': { borderColor: 'var(--wb-rim)' },
  '&.Mui-focusVisible': { outline: '2px solid var(--wb-focus)', outlineOffset: 1 },
  '& kbd': { marginLeft: 'auto', fontFamily: 'var(--wb-font-ui)', fontSize: 11 },
});
const Side = styled('div')({ display: 'flex', justifyContent: 'flex-end', gap: 4 });
