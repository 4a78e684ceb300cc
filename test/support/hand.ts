import type { Locator, Page } from 'playwright-core';

/** How a person works the window. Each hand uses one way only, so that a test shows that the way is enough. */
export interface Hand {
  readonly name: string;
  /** Presses a button, a tab, or a row of a list. */
  press(target: Locator): Promise<void>;
  /** Replaces what stands in a field. */
  write(field: Locator, text: string): Promise<void>;
  /** Takes an option of a select. */
  choose(select: Locator, label: string): Promise<void>;
  /** Selects a row of a list or grid that is one stop of the Tab key. */
  pick(row: Locator): Promise<void>;
}

/** Points and clicks; keys only write text into the field that was clicked. */
export class MouseHand implements Hand {
  readonly name = 'mouse';
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }

  async press(target: Locator): Promise<void> {
    await target.click();
  }

  async write(field: Locator, text: string): Promise<void> {
    await field.click({ clickCount: 3 });
    await this.#page.keyboard.insertText(text);
  }

  async choose(select: Locator, label: string): Promise<void> {
    await select.click();
    // The list of a native select is drawn by the system, not by the page: nothing of it can be pointed at from here.
    await select.selectOption({ label });
  }

  async pick(row: Locator): Promise<void> {
    await row.click();
  }
}

/** Presses keys and nothing else: it gets everywhere by Tab. */
export class KeyboardHand implements Hand {
  readonly name = 'keyboard';
  readonly #page: Page;
  constructor(page: Page) {
    this.#page = page;
  }

  async press(target: Locator): Promise<void> {
    await this.#reach(target);
    const role = await target.getAttribute('role');
    if (role !== 'tab') await this.#page.keyboard.press('Enter');
    else if ((await target.getAttribute('aria-selected')) !== 'true')
      await this.#page.keyboard.press('Space');
  }

  async write(field: Locator, text: string): Promise<void> {
    await this.#reach(field);
    await this.#page.keyboard.press('Control+a');
    await this.#page.keyboard.type(text);
  }

  async choose(select: Locator, label: string): Promise<void> {
    await this.#reach(select);
    const labels = await select.locator('option').allInnerTexts();
    const wanted = labels.indexOf(label);
    const now = await select.evaluate((element: HTMLSelectElement) => element.selectedIndex);
    if (wanted < 0) throw new Error(`no option ${label} among ${labels.join(', ')}`);
    for (let step = now; step < wanted; step++) await this.#page.keyboard.press('ArrowDown');
    for (let step = now; step > wanted; step--) await this.#page.keyboard.press('ArrowUp');
  }

  async pick(row: Locator): Promise<void> {
    await this.#reach(row.locator('xpath=../*[@tabindex="0"]'));
    const [wanted, now] = await row.evaluate((element) => [
      Number(element.getAttribute('data-row')),
      Number(document.activeElement?.getAttribute('data-row')),
    ]);
    const steps = (wanted ?? 0) - (now ?? 0);
    for (let n = 0; n < Math.abs(steps); n++)
      await this.#page.keyboard.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
    // One that was there already is selected by going away and back.
    if (steps === 0 && (await row.getAttribute('aria-current')) !== 'true') {
      const [away, back] = wanted === 0 ? ['ArrowDown', 'ArrowUp'] : ['ArrowUp', 'ArrowDown'];
      await this.#page.keyboard.press(away ?? '');
      await this.#page.keyboard.press(back ?? '');
    }
  }

  /** Goes round the window by Tab until the target has the focus; arrows go on within a list of tabs. */
  async #reach(target: Locator): Promise<void> {
    await target.waitFor();
    const has = () => target.evaluate((element) => element === document.activeElement);
    const composite = await target.evaluate((element) => element.getAttribute('role') === 'tab');
    for (let stops = 0; stops < 150; stops++) {
      if (await has()) return;
      // Tabs stand in a row or in a column, and are one stop of the Tab key.
      const arrow =
        composite &&
        (await target.evaluate((element) => {
          const list = element.closest('[role=tablist]');
          if (!list?.contains(document.activeElement)) return null;
          return list.getAttribute('aria-orientation') === 'vertical' ? 'ArrowDown' : 'ArrowRight';
        }));
      await this.#page.keyboard.press(arrow || 'Tab');
    }
    throw new Error(`the Tab key never comes to ${target.toString()}`);
  }
}
