import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { App, type HostName, type Launched, withApp } from './app.ts';
import { KeyboardHand, MouseHand } from './hand.ts';
import { seeAnswers } from './http-window.ts';

/** The page of HTTP as a person finds it: the request that is looked at and the tabs over it. */
export class HttpPage {
  readonly app: App;
  readonly page: Page;
  readonly form: Locator;
  readonly open: Locator;
  constructor(app: App) {
    this.app = app;
    this.page = app.page;
    this.form = app.page.getByRole('form', { name: 'Request', exact: true });
    this.open = app.page.getByRole('tablist', { name: 'Open requests', exact: true });
  }

  /** A field that is written in, with or without suggestions. */
  field(name: string): Locator {
    return this.form
      .getByRole('textbox', { name, exact: true })
      .or(this.form.getByRole('combobox', { name, exact: true }));
  }

  select(name: string): Locator {
    return this.form.getByRole('combobox', { name, exact: true });
  }

  /** A tab of an open request. */
  tab(name: string): Locator {
    return this.open.getByRole('tab', { name, exact: true });
  }

  /** Shows a part of the request: `Headers`, `Body`. */
  async part(name: string): Promise<void> {
    await this.app.hand.press(this.form.getByRole('tab', { name, exact: true }));
    await this.form.getByRole('tabpanel', { name, exact: true }).waitFor();
  }

  write(name: string, text: string): Promise<void> {
    return this.app.hand.write(this.field(name), text);
  }

  /** Writes the method, and leaves the field, so that its list is gone. */
  async method(word: string): Promise<void> {
    await this.app.hand.write(this.select('Method'), word);
    await this.page.keyboard.press('Tab');
  }

  async send(): Promise<void> {
    await seeAnswers(this.page);
    await this.app.hand.press(this.app.button('Send', this.form));
  }

  /** What is said of why it could not be sent. */
  get refusal(): Locator {
    return this.form.getByRole('alert');
  }
}

/** Opens the app on the page of HTTP. */
export const openHttp = (
  host: HostName,
  body: (http: HttpPage, launched: Launched & { folder: string }) => Promise<void>,
  keys = false,
): Promise<void> =>
  withApp(host, async (launched) => {
    const { page } = launched;
    const app = new App(page, keys ? new KeyboardHand(page) : new MouseHand(page));
    await app.ready();
    await app.tool('HTTP');
    const http = new HttpPage(app);
    await http.form.waitFor();
    await body(http, launched);
  });

export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server that keeps what it is asked. `/silent` never gets an answer. */
export async function withAsked(
  body: (peer: {
    port: number;
    asked: Asked[];
    next(): Promise<Asked>;
    gone(): Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  const waiting: ((one: Asked) => void)[] = [];
  let left = () => {};
  const gone = new Promise<void>((done) => (left = done));
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(pieces).toString('latin1') };
      asked.push(one);
      waiting.shift()?.(one);
      if (url === '/silent') return void request.socket.on('close', left);
      response.setHeader('Content-Type', 'application/json').end('{"ok":true}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await body({
      port: (server.address() as AddressInfo).port,
      asked,
      next: () => new Promise((done) => waiting.push(done)),
      gone: () => gone,
    });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
