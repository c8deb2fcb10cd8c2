import type { Person, PersonClient } from '../../../examples/clients/person-client.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { ask, CLAIM, ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../../support/clients/consent.js';
import { PortalClient } from '../../support/clients/portal-client.js';
import { sequenced } from '../../support/ledger/recorded-life.js';
import { Officers } from '../../support/people/officers.js';
import type { Platform } from '../../support/platform/platform.js';
import { PortalBrowser } from '../../support/web/portal-browser.js';

/** One state of a page of the portal. All states are in table.ts, and every figure of the portal is measured on all of them. */
export interface State {
  /** The address, as web/pages.json or web/desk/pages.json names it. */
  readonly page: string;
  readonly state: string;
  /** Opens the address, prepares what it shows, and does what leads to the state. */
  readonly reach: (world: World) => Promise<void>;
  /** Chinese words that are on the page when it is reached. */
  readonly shows: string | RegExp;
  /** The platform refuses something on the way, which the browser says on its console. */
  readonly refused?: true;
}

/** A state that its address alone leads to; it is walked in English as well. */
export interface Opened extends State {
  readonly at: (world: World) => string | Promise<string>;
}

export const opened = (
  page: string,
  state: string,
  at: Opened['at'],
  shows: State['shows'],
  more: Pick<State, 'refused'> = {},
): Opened => ({
  page,
  state,
  at,
  shows,
  reach: async (world) => world.portal.open(await at(world)),
  ...more,
});

export const isOpened = (state: State): state is Opened => 'at' in state;

/** What is asked for, by whom. */
export interface Asks {
  readonly of: (platform: Platform) => RecipientClient;
  readonly terms: object;
}

/** What somebody is asked for: something light, and something with sensitive items, and what they say no to. */
export interface Asked {
  readonly light: Asks;
  readonly heavy: Asks;
  readonly denied: Asks;
  /** What the recipient reads of the light grant. */
  readonly reads: string;
  /** An item of the light grant whose level the bureau raises. */
  readonly raises: string;
}

/** After a denial the same recipient may not ask for the same for 30 days, so another one is denied. */
export const OF_PERSON: Asked = {
  light: { of: ({ insurer }) => insurer, terms: ELIGIBILITY },
  heavy: { of: ({ insurer }) => insurer, terms: CLAIM },
  denied: { of: ({ otherInsurer }) => otherInsurer, terms: ELIGIBILITY },
  reads: ENROLLED,
  raises: 'INSUTYPE',
};

/** Somebody with a browser, and what they have been asked and have given. */
export class World {
  /** What may stand in no address, title or store. */
  readonly personal: string[];

  constructor(
    readonly platform: Platform,
    readonly portal: PortalBrowser,
    readonly person: Person,
    readonly me: PersonClient,
    /** About whom it is: the person, a ward, or a provider that they represent. */
    readonly subject: object,
    /** Where the pages about them are: '' for one's own. */
    readonly base = '',
    readonly asks: Asked = OF_PERSON,
    others: readonly Person[] = [],
  ) {
    this.personal = [person, ...others]
      .flatMap(({ name, certNo, mobile }) => [name, certNo, mobile])
      .filter(Boolean);
  }

  /** A new request about the subject, and its address. */
  async asked(what: 'light' | 'heavy' | 'denied' = 'light'): Promise<string> {
    const { of, terms } = this.asks[what];
    return `${this.base}/r/${(await ask(of(this.platform), this.subject, terms)).id}`;
  }

  /** A new grant. */
  async given(): Promise<string> {
    const { of, terms } = this.asks.light;
    return (await giveGrant(this.me, of(this.platform), terms, this.subject)).grant.id;
  }

  /** A new grant that was used once, and the id of the use. */
  async used(): Promise<{ grant: string; use: string }> {
    const grant = await this.given();
    const recipient = this.asks.light.of(this.platform);
    const { data } = await recipient.redeem(grant, freshKey(), this.asks.reads);
    await sequenced(this.platform);
    return { grant, use: data.redeemGrant.id };
  }

  /** A grant with an item whose level was raised since. For everybody it stays raised, so it is the last that is prepared. */
  raised(): Promise<string> {
    this.#raised ??= this.given().then(async (grant) => {
      const raises = [{ item: this.asks.raises, level: 3 }];
      await (await Officers.of(this.platform)).act({ kind: 'PUBLISH_CATALOGUE', raises });
      return grant;
    });
    return this.#raised;
  }
  #raised?: Promise<string>;

  tap: PortalBrowser['tap'] = (role, name) => this.portal.tap(role, name);
  tick = (words: string | RegExp) => this.portal.page.getByText(words, { exact: true }).first().click();
  enter = (label: string, value: string) => this.portal.enter(label, value);
  says = (words: string | RegExp) => this.portal.page.getByText(words).first().waitFor();
  heading = (words: string | RegExp) => this.portal.heading(words);
}

/** Signs in at once, without the pages of signing in. */
export async function enterAs(
  portal: PortalBrowser,
  platform: Platform,
  person: Person,
  method: 'SMS' | 'SCAN' | 'FACE' = 'FACE',
): Promise<void> {
  await portal.open('/about');
  const answer = await new PortalClient(platform.url, platform.standInUrl).challenge(person, method);
  await portal.page.evaluate(
    `fetch('/portal/session', { method: 'POST', body: ${JSON.stringify(JSON.stringify(answer))},
      headers: { 'assent-portal': '1', 'content-type': 'application/json' } }).then((answered) => answered.json())`,
  );
}

/** A person with a browser of their own in which they have signed in by face. */
export async function personsWorld(platform: Platform, person: Person = platform.someone()): Promise<World> {
  const me = await platform.person(person).signIn('FACE');
  const portal = await PortalBrowser.start(platform.url);
  await enterAs(portal, platform, person);
  const { certNo, name } = person;
  return new World(platform, portal, person, me, { person: { certNo, name } });
}
