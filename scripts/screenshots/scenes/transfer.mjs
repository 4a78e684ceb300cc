import { mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** A folder on its way through a relay that breaks, what is left of it, and a file in the way. */
export default async function transfer({ page, tool, form, button, folder, picture }) {
  const photos = join(folder, 'photos');
  const into = join(folder, 'received');
  mkdirSync(join(photos, 'summer'), { recursive: true });
  for (let n = 1001; n <= 1040; n++)
    writeFileSync(join(photos, 'summer', `IMG_${n}.jpg`), randomBytes(180_000 + n * 37));
  writeFileSync(join(photos, 'film.mov'), randomBytes(24_000_000));
  const field = (of, label) => form(of).getByRole('textbox', { name: label, exact: true });
  const progress = page.getByRole('region', { name: 'Progress', exact: true });

  await tool('File transfer');
  await field('Receive', 'Port').fill('0');
  // The folder of the system comes after the page, and must not come into what is written.
  await page.waitForFunction((input) => input.value !== '', await field('Receive', 'Folder').elementHandle());
  await field('Receive', 'Folder').fill(into);
  await button('Start receiving').click();
  const where = await form('Receive')
    .getByText(/^127\.0\.0\.1:\d+$/)
    .innerText();
  const port = where.split(':').at(-1);

  await tool('Relay');
  await field('Relay', 'Listen port').fill('0');
  await field('Relay', 'Target port').fill(port);
  await button('Start relay').click();
  await button('Stop relay').waitFor();
  const through = /:(\d+) →/.exec(await form('Relay').innerText())[1];
  const lane = form('Faults').getByRole('group', { name: 'Client to target', exact: true });
  await lane.getByRole('textbox', { name: 'Rate limit, B/s', exact: true }).fill('4000000');
  await lane.getByRole('textbox', { name: 'Reset after, B', exact: true }).fill('22000000');
  await form('Faults').getByRole('button', { name: 'Apply', exact: true }).click();

  await tool('File transfer');
  await drop(page, form('Send'), [photos]);
  await form('Send').getByText('photos', { exact: true }).waitFor();
  await field('Send', 'Port').fill(through);
  await form('Send').getByRole('button', { name: 'Send', exact: true }).click();
  await progress.getByText(/^1[2-9]\.\d MiB$/).waitFor();
  await picture('transfer');
  await progress.getByText('Broken off', { exact: true }).waitFor();
  await picture('transfer-broken');

  // The file stands there already, and is another.
  mkdirSync(join(folder, 'other'));
  const plan = join(folder, 'other', 'plan.txt');
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'plan.txt'), 'An older plan, and a longer one.\n'.repeat(40));
  writeFileSync(plan, 'The new plan.\n');
  await drop(page, form('Send'), [plan]);
  await form('Send').getByText('plan.txt', { exact: true }).waitFor();
  await button('Send to it').click();
  await page
    .getByRole('list', { name: 'Sessions' })
    .getByRole('listitem')
    .filter({ hasText: '↓ from' })
    .nth(1)
    .click();
  await page.getByRole('alertdialog', { name: 'plan.txt is there already' }).waitFor();
  await picture('transfer-question');
}

/** Drags files from outside onto a part of the window, as Chromium is told by the system. */
async function drop(page, target, files) {
  const box = await target.boundingBox();
  const cdp = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data });
  await cdp.detach();
}
