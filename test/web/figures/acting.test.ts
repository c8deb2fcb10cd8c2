import { ELIGIBILITY } from '../../support/clients/consent.js';
import { madeFamily } from '../../support/people/family.js';
import type { Platform } from '../../support/platform/platform.js';
import { PortalBrowser } from '../../support/web/portal-browser.js';
import { type Asked, enterAs, World } from './state.js';
import { GUARDIAN, GUARDIAN_OF_TEEN, REPRESENTATIVE } from './states/acting.js';
import { walk } from './walk.js';

/** A guardian with a browser. The ward decides first from 14 on, and then gives what waits for the guardian. */
async function guardiansWorld(platform: Platform, age: number): Promise<World> {
  const { child, guardian } = await madeFamily(platform, age);
  const me = await platform.person(guardian).signIn('FACE');
  const giver = age < 14 ? me : await platform.person(child).signIn('FACE');
  const [ward] = (await me.run('{ me { wards { id } } }')).me.wards;
  const portal = await PortalBrowser.start(platform.url);
  await enterAs(portal, platform, guardian);
  const { certNo, name } = child;
  const subject = { person: { certNo, name } };
  return new World(platform, portal, guardian, giver, subject, `/w/${ward.id}`, undefined, [child]);
}

const OF_PROVIDER: Asked = {
  light: {
    of: ({ bank }) => bank,
    terms: { purpose: 'CREDIT_MONITOR', mode: 'LIMITED', maxUses: 3, validForDays: 30, notice: '贷后监测' },
  },
  heavy: {
    of: ({ bank }) => bank,
    terms: { purpose: 'CREDIT_MONITOR', mode: 'LIMITED', maxUses: 3, validForDays: 30, notice: '贷后监测' },
  },
  denied: { of: ({ bank }) => bank, terms: { ...ELIGIBILITY, purpose: 'CREDIT_GRANT', notice: '授信' } },
  reads: 'id useNumber provider { settlementMonths(first: 1) { nodes { month } } }',
  raises: 'PROVIDER:AGREEMENT.CNTR_STAS',
};

async function representativesWorld(platform: Platform): Promise<World> {
  const person = platform.someone('REPRESENTATIVE');
  const me = await platform.person(person).signIn('FACE');
  const portal = await PortalBrowser.start(platform.url);
  await enterAs(portal, platform, person);
  const code = person.providerCode!;
  return new World(platform, portal, person, me, { provider: { code } }, `/p/${code}`, OF_PROVIDER);
}

walk({
  who: 'the guardian of a child',
  states: GUARDIAN,
  begin: (platform) => guardiansWorld(platform, 9),
});
walk({
  who: 'the guardian of a ward of 15',
  states: GUARDIAN_OF_TEEN,
  begin: (platform) => guardiansWorld(platform, 15),
});
walk({ who: 'a provider’s representative', states: REPRESENTATIVE, begin: representativesWorld });
