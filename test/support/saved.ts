import { join } from 'node:path';
import type { Launched } from './app.ts';

/**
 * Does what saves a file, and answers with where that is then: a dialog of the desktop is answered with a name of the
 * app’s folder, and in a browser it is downloaded. Whoever asks waits for the file where a dialog was answered.
 */
export async function saved(
  { page, answerSave, folder }: Launched & { folder: string },
  act: () => Promise<void>,
  name: string,
): Promise<string> {
  const path = join(folder, name);
  if (answerSave) {
    await answerSave(path);
    await act();
    await page
      .getByText(new RegExp(`^Saved .* to .*${name.replaceAll('.', '\\.')}$`))
      .first()
      .waitFor();
  } else {
    const download = page.waitForEvent('download');
    await act();
    await (await download).saveAs(path);
  }
  return path;
}
