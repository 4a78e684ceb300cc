import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from './app.ts';
import { sha256Of } from './transfer.ts';

/** The page of transfers as a person finds it. */
export class TransferDriver extends App {
  form(name: 'Receive' | 'Send') {
    return this.page.getByRole('form', { name, exact: true });
  }

  field(form: 'Receive' | 'Send', label: string) {
    return this.form(form).getByRole('textbox', { name: label, exact: true });
  }

  select(form: 'Receive' | 'Send', label: string) {
    return this.form(form).getByRole('combobox', { name: label, exact: true });
  }

  get progress() {
    return this.page.getByRole('region', { name: 'Progress', exact: true });
  }

  /** A row of the list of files. */
  file(name: RegExp) {
    return this.page.getByRole('grid', { name: 'Files', exact: true }).getByRole('row', { name });
  }

  /** Waits for senders on any free port, and answers which it got. */
  async receiveInto(folder: string): Promise<string> {
    await this.hand.write(this.field('Receive', 'Port'), '0');
    await this.hand.write(this.field('Receive', 'Folder'), folder);
    await this.hand.press(this.button('Start receiving', this.form('Receive')));
    await this.button('Stop receiving').waitFor();
    const where = await this.form('Receive')
      .getByText(/^127\.0\.0\.1:\d+$/)
      .innerText();
    return where.split(':').at(-1) ?? '';
  }

  /** A relay on any free port that resets its client’s connection after so many bytes. */
  async relayThatBreaks(targetPort: string, after: string): Promise<string> {
    await this.tool('Relay');
    const relay = this.page.getByRole('form', { name: 'Relay', exact: true });
    await this.hand.write(relay.getByRole('textbox', { name: 'Listen port', exact: true }), '0');
    await this.hand.write(relay.getByRole('textbox', { name: 'Target port', exact: true }), targetPort);
    await this.hand.press(this.button('Start relay', relay));
    await this.button('Stop relay').waitFor();
    const port = /:(\d+) →/.exec(await relay.innerText())?.[1] ?? '';
    const lane = this.faults.getByRole('group', { name: 'Client to target', exact: true });
    await this.hand.write(lane.getByRole('textbox', { name: 'Reset after, B', exact: true }), after);
    await this.hand.press(this.button('Apply', this.faults));
    await this.page.getByText('1 fault on').first().waitFor();
    return port;
  }

  get faults() {
    return this.page.getByRole('form', { name: 'Faults', exact: true });
  }
}

/** Every file under a folder with its hash, by its path. */
export async function hashes(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(folder.length + 1)] = await sha256Of(path);
  }
  return found;
}
