import { create } from 'zustand';
import { TOOLS } from './tools.ts';

export type DialogName = 'palette' | 'settings' | 'shortcuts';

/** What the shell itself shows: the tool on top and the dialog over it. */
export const useShell = create<{ tool: string; dialog: DialogName | null }>(() => ({
  tool: TOOLS[0].slug,
  dialog: null,
}));

export const openDialog = (dialog: DialogName): void => useShell.setState({ dialog });
export const closeDialog = (): void => useShell.setState({ dialog: null });
export const showTool = (slug: string): void => useShell.setState({ tool: slug });
export const currentTool = () => TOOLS.find((tool) => tool.slug === useShell.getState().tool) ?? TOOLS[0];
