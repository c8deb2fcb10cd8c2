import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Person } from '../../../examples/clients/person-client.js';
import { chromiumExecutable } from '../processes/browser-executable.js';
import { AxeBuilder } from './axe.js';

type Role = Parameters<Page['getByRole']>[0];

/** A phone of 390 x 844, held by a person who finds things by their role and name only, and whose steps are counted. */
export class PortalBrowser {
  /** Activations and entries since the last count. */
  steps = 0;
  /** What must not happen on any page: errors, failed requests, violations of the content security policy. */
  readonly faults: string[] = [];

  static async start(url: string, language: 'zh' | 'en' = 'zh'): Promise<PortalBrowser> {
    const { path, environment } = await chromiumExecutable();
    const browser = await chromium.launch({
      executablePath: path,
      // Its sandbox needs privileges that a container does not have.
      args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
      env: { ...process.env, ...environment } as Record<string, string>,
    });
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    // What the person chooses on a page later stays chosen.
    await context.addInitScript(`localStorage['assent-language'] ??= '${language}'`);
    const portal = new PortalBrowser(url, browser, context, await context.newPage());
    portal.watch(portal.page);
    return portal;
  }

  private constructor(
    readonly url: string,
    private readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  close = () => this.browser.close();

  async open(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
  }

  async tap(role: Role, name: string | RegExp): Promise<void> {
    this.steps += 1;
    await this.page
      .getByRole(role, { name, exact: typeof name === 'string' })
      .first()
      .click();
  }

  /** Ticks a box or turns a switch by its words: the words are its label, and the input itself is not seen. */
  async tick(words: string | RegExp): Promise<void> {
    this.steps += 1;
    await this.page.getByText(words).click();
  }

  async enter(label: string, value: string): Promise<void> {
    this.steps += 1;
    await this.page.getByLabel(label).fill(value);
  }

  heading = (name: string | RegExp) => this.page.getByRole('heading', { name }).first().waitFor();

  /** The person's own app: it shows what the link asks for, and hands it over. */
  async answerInApp(link: string | RegExp, { certNo }: Person): Promise<void> {
    this.steps += 1;
    const [app] = await Promise.all([
      this.context.waitForEvent('page'),
      this.page.getByRole('link', { name: link }).click(),
    ]);
    await app.getByRole('textbox').fill(certNo);
    await app.getByRole('button').click();
    await app.getByText('Done').waitFor();
    await app.close();
  }

  /** Signs in by showing a face in the person's own app. */
  async signIn(person: Person): Promise<void> {
    await this.open('/sign-in');
    await this.tap('button', '刷脸');
    await this.enter('证件号码', person.certNo);
    await this.tap('button', '继续');
    await this.answerInApp('在这台手机上打开', person);
    await this.heading('待我决定');
  }

  /** Shows a face where a sheet asks for it. */
  async proveByFace(person: Person): Promise<void> {
    await this.tap('button', '刷脸');
    await this.answerInApp('在这台手机上打开', person);
  }

  /** What the accessibility rules of WCAG 2.2 A and AA say of the page as it is now. */
  violations = () => AxeBuilder.violations(this.page);

  /** Everything that the browser keeps of the portal but its cookies. */
  async stored(): Promise<string> {
    return this.page.evaluate(
      `Promise.all([indexedDB.databases(), caches.keys()])
        .then((kept) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, ...kept]))`,
    );
  }

  private watch(page: Page): void {
    page.on('pageerror', ({ message }) => this.faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
    page.on('requestfailed', (request) => {
      // Whoever leaves a page gives up what it was asking for.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') this.faults.push(`${request.url()} failed`);
    });
  }
}
