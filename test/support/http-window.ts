import type { Locator, Page } from 'playwright-core';
import type { App } from './app.ts';

/**
 * Marks the answer that is shown as seen. Each answer has a part of the page of its own, so that what is looked for
 * after the next request is not found in the one before.
 */
export const seeAnswers = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const one of document.querySelectorAll<HTMLElement>('section[aria-label="Answer"]'))
      one.dataset['seen'] = 'yes';
  });

/** The answer that is shown, unless it was seen. */
export const newAnswer = (page: Page): Locator =>
  page.getByRole('region', { name: 'Answer', exact: true }).and(page.locator(':not([data-seen])'));

/** What came of a request, as a person reads it. */
export class AnswerOnPage {
  readonly app: App;
  readonly region: Locator;

  constructor(app: App) {
    this.app = app;
    this.region = newAnswer(app.page);
  }

  /** Why there is no answer, or no more of it. */
  get failure(): Locator {
    return this.region.getByRole('alert');
  }

  get status(): Locator {
    return this.region.getByRole('group', { name: 'Status', exact: true });
  }

  /** Waits until it is over and its line says this. */
  async says(text: string | RegExp): Promise<void> {
    await this.status.filter({ hasText: text }).waitFor();
    await this.region.and(this.app.page.locator('[aria-busy=false]')).waitFor();
  }

  /** Waits until this is to be read somewhere in it. */
  async notes(text: RegExp): Promise<void> {
    await this.region.getByText(text).first().waitFor();
  }

  /** Waits until it has failed with these words, and answers with all that is said of it. */
  async fails(words: string | RegExp): Promise<string> {
    const told = this.failure.filter({ hasText: words });
    await told.waitFor();
    return told.innerText();
  }

  /** Shows a view of it; of figures beside the names of tabs no notice is taken. */
  async show(tab: string): Promise<void> {
    const tabs = this.region.getByRole('tablist', { name: 'Views of the answer' });
    await this.app.hand.press(tabs.getByRole('tab', { name: new RegExp(`^${tab}`) }));
  }

  /** Waits until the bytes or the text that are shown have this in them. */
  async holds(text: string): Promise<void> {
    await this.region.getByRole('group', { name: 'Text', exact: true }).filter({ hasText: text }).waitFor();
  }
}

/** The form that serves, and the server it has started. */
export class ServePage {
  readonly app: App;
  readonly page: Page;
  readonly form: Locator;
  readonly log: Locator;
  readonly logged: Locator;

  constructor(app: App) {
    this.app = app;
    this.page = app.page;
    this.form = app.page.getByRole('form', { name: 'Serve', exact: true });
    this.log = app.page.getByRole('grid', { name: 'Requests', exact: true });
    this.logged = app.page.getByRole('region', { name: 'Request in the log', exact: true });
  }

  field(name: string): Locator {
    return this.form.getByRole('textbox', { name, exact: true });
  }

  /** Starts a server on any free port, and answers with its address. */
  async start(what: string): Promise<string> {
    const { hand } = this.app;
    await hand.write(this.field('Port'), '0');
    await hand.choose(this.form.getByRole('combobox', { name: 'What', exact: true }), what);
    return this.started();
  }

  /** Presses the button, and waits for the address. */
  async started(): Promise<string> {
    await this.app.hand.press(this.app.button('Start server', this.form));
    await this.app.button('Request it', this.form).waitFor();
    return this.form.getByText(/^https?:\/\/\S+\/$/).innerText();
  }

  /** Stops it, and closes the connections of its clients. */
  async stop(): Promise<void> {
    await this.app.hand.press(this.app.button('Choose what becomes of the clients', this.form));
    await this.page.getByRole('menuitem', { name: 'Stop, close the clients', exact: true }).click();
    await this.app.button('Start server', this.form).waitFor();
  }

  /** A row of the log, by what it tells a screen reader. */
  row(name: string | RegExp): Locator {
    return this.log.getByRole('row', { name });
  }

  /** Waits until the bytes of the selected request, or of its answer, have this in them. */
  async wire(side: 'Request' | 'Answer', text: string): Promise<void> {
    const region = this.logged.getByRole('region', { name: `${side} on the wire`, exact: true });
    await region.filter({ hasText: text }).waitFor();
  }
}
