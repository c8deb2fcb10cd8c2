import type { Locator, Page } from 'playwright-core';

type Role = Parameters<Page['getByRole']>[0];
const TABS_MAX = 120;

/** A person who uses the keyboard alone: what can't be reached with Tab can't be used. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Goes on by Tab until the element has the focus. */
  async reach(target: Locator): Promise<void> {
    await target.waitFor({ state: 'attached' });
    for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(target)}.`);
  }

  async press(role: Role, name: string | RegExp): Promise<void> {
    await this.reach(this.page.getByRole(role, { name, exact: typeof name === 'string' }).first());
    await this.page.keyboard.press('Enter');
  }

  key = (key: string) => this.page.keyboard.press(key);

  type = (text: string) => this.page.keyboard.type(text);

  /** Chooses one of several: Tab stops at the group once, and the arrows go through it. */
  async choose(group: string, name: string | RegExp): Promise<void> {
    const radios = this.page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio');
    const checked = radios.and(this.page.locator(':checked'));
    await radios.first().waitFor({ state: 'attached' });
    await this.reach((await checked.count()) > 0 ? checked : radios.first());
    const wanted = radios.and(this.page.getByRole('radio', { name }));
    for (let steps = await radios.count(); steps > 0; steps -= 1) {
      if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) break;
      await this.key('ArrowDown');
    }
    await this.key('Space');
  }

  /** Chooses files in the dialog that the space bar opens. */
  async attach(label: string | RegExp, ...names: readonly string[]): Promise<void> {
    await this.reach(this.page.getByLabel(label));
    const [chooser] = await Promise.all([
      this.page.waitForEvent('filechooser'),
      this.page.keyboard.press('Space'),
    ]);
    await chooser.setFiles(
      names.map((name) => ({
        name,
        mimeType: 'application/pdf',
        buffer: Buffer.from(`${name} ${Math.random()}`),
      })),
    );
  }
}
