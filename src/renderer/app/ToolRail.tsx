import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { styled } from '@mui/material/styles';
import { showTool, useShell } from './shell-store.ts';
import { TOOLS } from './tools.ts';

/** The tools as tabs: arrow keys move between them, Alt with a digit goes to one from anywhere. */
export function ToolRail() {
  const tool = useShell((s) => s.tool);
  return (
    <nav>
      <Rail
        orientation="vertical"
        value={tool}
        onChange={(_event, slug: string) => showTool(slug)}
        selectionFollowsFocus
        aria-label="Tools"
      >
        {TOOLS.map(({ slug, name, Icon, onFiles }, index) => (
          <ToolTab
            key={slug}
            value={slug}
            label={name}
            icon={<Icon />}
            aria-controls={`panel-${slug}`}
            onDragOver={(event) => {
              if (onFiles && event.dataTransfer.types.includes('Files')) event.preventDefault();
            }}
            onDrop={(event) => {
              if (!onFiles || event.dataTransfer.files.length === 0) return;
              event.preventDefault();
              showTool(slug);
              onFiles(event.dataTransfer.files);
            }}
            aria-keyshortcuts={index < 9 ? `Alt+${index + 1}` : undefined}
          />
        ))}
      </Rail>
    </nav>
  );
}

const Rail = styled(Tabs)({
  width: 64,
  height: '100%',
  background: 'var(--wb-panel)',
  borderRight: '1px solid var(--wb-line)',
  '& .MuiTabs-indicator': { left: 0, right: 'auto', width: 2 },
});
const ToolTab = styled(Tab)({
  padding: '8px 4px',
  gap: 2,
  fontSize: 11,
  lineHeight: '14px',
  '& > .MuiTab-icon': { margin: 0 },
  '&.Mui-selected': { background: 'var(--wb-hover)' },
}) as typeof Tab;
