import { flushSync } from 'react-dom';
import { create } from 'zustand';
import { recall, remember } from '../bridge/memory.ts';
import { TOOLS } from './tools.ts';

export type DialogName = 'palette' | 'settings' | 'shortcuts';

/** What the shell itself shows: the tool on top and the dialog over it. */
export const useShell = create<{ tool: string; dialog: DialogName | null }>(() => ({
  tool: TOOLS[0].slug,
  dialog: null,
}));

export const openDialog = (dialog: DialogName): void => useShell.setState({ dialog });
export const closeDialog = (): void => useShell.setState({ dialog: null });
export const currentTool = () => TOOLS.find((tool) => tool.slug === useShell.getState().tool) ?? TOOLS[0];

/** Shows a tool at once: what acts on its page next finds the page there. */
export function showTool(slug: string): void {
  if (slug === useShell.getState().tool) return;
  flushSync(() => useShell.setState({ tool: slug }));
  remember('shell.tool', slug, 'memory');
}

/** After a reload the window shows the tool that it showed before. */
export function recallTool(): void {
  const slug = recall('shell.tool', '');
  if (TOOLS.some((tool) => tool.slug === slug)) useShell.setState({ tool: slug });
}
