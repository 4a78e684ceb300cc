import { lazy } from 'react';
import type { Tool } from '../../app/tool.ts';
import { CapturesIcon } from '../../ui/icons.tsx';
import { closeSelected, commandsOf, listCommands } from '../../ui/sessions/commands.ts';
import { capturesBench } from './bench.ts';
import { chooseFiles, openFiles } from './open-files.ts';

const command = commandsOf('captures', 'Captures');

export const captures: Tool = {
  slug: 'captures',
  name: 'Captures',
  Icon: CapturesIcon,
  Page: lazy(() => import('./CapturesPage.tsx').then((page) => ({ default: page.CapturesPage }))),
  prepare: () => capturesBench.recall(),
  commands: () => [
    command('open', 'Open a capture', chooseFiles, 'file pcapng pcap wireshark import json'),
    ...listCommands(capturesBench, 'Captures'),
  ],
  create: chooseFiles,
  onFiles: (files) => void openFiles(files),
  closeSelected: () => closeSelected(capturesBench),
};
