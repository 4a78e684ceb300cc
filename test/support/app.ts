import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { test } from 'vitest';
import { launchBrowserHost } from './browser-app.ts';
import { launchElectron, launchStandIn } from './electron-app.ts';
import { type Hand, MouseHand } from './hand.ts';
import { PATIENCE } from './wait.ts';

export type HostName = 'browser host' | 'Electron under the stand-in' | 'Electron';

/** The host that this run of the suite is for: the project `electron` of the test runner sets the other one. */
export const HOST: HostName = process.env.WIREBENCH_E2E_HOST === 'Electron' ? 'Electron' : 'browser host';
/** The hosts of what is tested in each of them. */
export const HOSTS: readonly HostName[] =
  HOST === 'Electron' ? ['Electron'] : ['browser host', 'Electron under the stand-in'];
/** For what only the browser host has, such as tabs and tokens. */
export const browserHostTest = test.skipIf(HOST !== 'browser host');

const LAUNCH: Record<HostName, (options: { dataDir: string }) => Promise<Launched>> = {
  'browser host': launchBrowserHost,
  'Electron under the stand-in': launchStandIn,
  Electron: launchElectron,
};

/**
 * The window as a person finds it: parts by their accessible names, acts by a hand, and waits on what the window says.
 * Nothing here waits for time to pass.
 */
export class App {
  readonly page: Page;
  readonly hand: Hand;
  readonly listenForm: Locator;
  readonly connectForm: Locator;
  readonly sessions: Locator;
  readonly session: Locator;
  readonly timeline: Locator;
  readonly bytes: Locator;
  readonly compose: Locator;

  constructor(page: Page, hand: Hand = new MouseHand(page)) {
    this.page = page;
    this.hand = hand;
    this.listenForm = page.getByRole('form', { name: 'Listen' });
    this.connectForm = page.getByRole('form', { name: 'Connect' });
    this.sessions = page.getByRole('list', { name: 'Sessions' });
    this.session = page.getByRole('region', { name: 'Session', exact: true });
    this.timeline = page.getByRole('grid', { name: 'Timeline' });
    this.bytes = page.getByRole('region', { name: 'Bytes', exact: true });
    this.compose = page
      .getByRole('region', { name: 'Compose' })
      .or(page.getByRole('form', { name: 'Compose' }));
  }

  /** Waits until the window can be used. */
  async ready(): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Tools' }).waitFor();
    await this.page.getByRole('tabpanel').getByRole('form').first().waitFor();
  }

  /** Shows a tool by its tab, and waits for its page. */
  async tool(name: string): Promise<void> {
    await this.hand.press(this.page.getByRole('tab', { name, exact: true }));
    await this.page.getByRole('tabpanel', { name, exact: true }).waitFor();
  }

  button(name: string | RegExp, within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  /** Starts a listener and answers where it listens, as the window shows it. */
  async listen(port: string): Promise<string> {
    await this.hand.write(this.listenForm.getByRole('textbox', { name: 'Port' }), port);
    await this.hand.press(this.button('Start listening', this.listenForm));
    await this.button('Stop listening').waitFor();
    const shown = await this.listenForm.getByText(/^127\.0\.0\.1:\d+$/).innerText();
    return shown;
  }

  /** Connects to the listener in the form and waits for the connection. */
  async connectToIt(): Promise<void> {
    await this.hand.press(this.button('Connect to it'));
    await this.row(/connect: Connected to/).waitFor();
  }

  /** A row of the timeline by the name it tells a screen reader. */
  row(name: RegExp): Locator {
    return this.timeline.getByRole('row', { name });
  }

  /** A session of the list: `from` an address (we accepted it), or `to` one (we connected). */
  listed(which: 'from' | 'to'): Locator {
    return this.sessions.getByRole('listitem').filter({ hasText: new RegExp(`^${which} `) });
  }

  async show(which: 'from' | 'to'): Promise<void> {
    await this.hand.pick(this.listed(which).first());
    await this.row(which === 'from' ? /accept: Accepted from/ : /connect: Connected to/).waitFor();
  }

  async send(message: string, encoding: 'Text' | 'Hex' | 'Base64' = 'Text'): Promise<void> {
    await this.hand.choose(this.compose.getByRole('combobox', { name: 'Encoding' }), encoding);
    await this.hand.write(this.compose.getByRole('textbox', { name: 'Message' }), message);
    await this.hand.press(this.button('Send', this.compose));
  }

  async respond(mode: string): Promise<void> {
    await this.hand.choose(this.listenForm.getByRole('combobox', { name: 'Respond' }), mode);
  }

  /** Shows the bytes of one direction as hex, and waits until they are these. */
  async hexIs(direction: 'received' | 'sent', hex: string): Promise<void> {
    await this.hand.press(this.bytes.getByRole('tab', { name: 'Hex' }));
    const source = this.bytes.getByRole('combobox', { name: 'Bytes shown' });
    const label = await source.locator('option', { hasText: new RegExp(`^All ${direction}`) }).innerText();
    await this.hand.choose(source, label);
    await this.bytes.getByRole('group', { name: 'Hex dump' }).filter({ hasText: hex }).waitFor();
  }
}

export interface Launched {
  page: Page;
  /** Answers the next dialog that asks where to save; a browser has none. */
  answerSave?(path: string): Promise<void>;
  /** Answers the next dialog that asks what to open; a browser asks by a file chooser of the page. */
  answerOpen?(paths: string[]): Promise<void>;
  /** Told what is dropped next, where paths are told by the host. */
  dropping?(paths: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts the built app in a host, with a settings folder of its own, and ends it whatever the body does. */
export async function withApp(
  host: HostName,
  body: (launched: Launched & { folder: string }) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-app-'));
  let launched: Launched | undefined;
  try {
    launched = await LAUNCH[host]({ dataDir: folder });
    launched.page.setDefaultTimeout(PATIENCE);
    const faults: Error[] = [];
    launched.page.on('pageerror', (error) => faults.push(error));
    await body({ ...launched, folder });
    if (faults[0] !== undefined) throw faults[0];
  } finally {
    await launched?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
