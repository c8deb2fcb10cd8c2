import type { Person } from '../../../examples/clients/person-client.js';
import type { StaffClient } from '../../../examples/clients/staff-client.js';
import type { Platform } from '../platform/platform.js';
import { Keyboard } from './keyboard.js';
import { PortalBrowser } from './portal-browser.js';
import { soundPages } from './sound.js';

/** One employee's browser at the desk, with the smart card of the stand-in city, used by keyboard alone. */
export class DeskBrowser {
  /** @param hidden what no address, title or store of the browser may hold */
  static async of(
    platform: Platform,
    employee: StaffClient,
    hidden: readonly string[] = [],
    language: 'zh' | 'en' = 'zh',
  ): Promise<DeskBrowser> {
    const portal = await PortalBrowser.start(platform.url, language);
    await portal.page.setViewportSize({ width: 1366, height: 768 });
    return new DeskBrowser(platform, portal, employee, hidden);
  }

  readonly keys: Keyboard;
  readonly sound: (name: string) => Promise<void>;

  private constructor(
    private readonly platform: Platform,
    readonly portal: PortalBrowser,
    readonly employee: StaffClient,
    hidden: readonly string[],
  ) {
    this.keys = new Keyboard(portal.page);
    this.sound = soundPages(portal, hidden);
  }

  async signIn(path = '/desk'): Promise<void> {
    await plugIn(this.platform, this.employee);
    await this.portal.open(path);
    await this.portal.heading('工作人员登录');
    await this.sound('sign-in');
    await this.keys.press('button', '用 UKey 登录');
  }

  /** Signs in at a machine that is told where it stands. */
  async signInAt(path: string, station: string): Promise<void> {
    await this.signIn(path);
    await this.heading(/^这是哪个/);
    await this.sound('station');
    await this.keys.type(station);
    await this.keys.key('Enter');
  }

  heading = (name: string | RegExp) => this.portal.heading(name);
  says = (text: string | RegExp) => this.portal.page.getByText(text).first().waitFor();
  close = () => this.portal.close();
}

/** Puts an employee's smart card into the machine of the desk. */
export const plugIn = async (platform: Platform, { identity, key }: StaffClient) =>
  put(platform, '/ukey', { code: identity.code, jwk: await key.privateJwk() });

/** Lays a card on the reader of a counter. */
export const lay = (platform: Platform, counter: string, { certNo, name }: Pick<Person, 'certNo' | 'name'>) =>
  put(platform, '/card', { counter, certNo, name });

async function put({ standInUrl }: Platform, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(standInUrl + path, { method: 'PUT', headers, body: JSON.stringify(body) });
}
