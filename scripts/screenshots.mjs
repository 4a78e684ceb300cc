// Makes the pictures of the docs, docs/images/<name>-dark.png and -light.png, from the built window at 1280 by 800.
// Run `npm run build` first, then `node scripts/screenshots.mjs`, or `node scripts/screenshots.mjs tcp udp` for some.
// Each scene of scripts/screenshots/scenes begins with a window and a bench of its own.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { images, openStage } from './screenshots/stage.mjs';

const scenes = join(import.meta.dirname, 'screenshots/scenes');
const known = readdirSync(scenes).map((file) => file.replace(/\.mjs$/, ''));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No scene ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(2);
}

mkdirSync(images, { recursive: true });
for (const name of wanted.length > 0 ? wanted : known) {
  const { default: play } = await import(join(scenes, `${name}.mjs`));
  for (const colorScheme of ['dark', 'light']) {
    const { stage, close } = await openStage(colorScheme);
    try {
      await play(stage);
    } finally {
      await close();
    }
  }
}
