import { cityDay } from '../../consent/kernel/city-time.js';
import type { GraphqlClient } from '../clients/graphql-client.js';
import type { Person } from '../clients/person-client.js';
import type { KnownPerson } from '../stand-in-city/people.js';

/** Whom a newcomer signs in as, and what waits for them. */
export interface Newcomers {
  readonly adult: Person;
  readonly child: Person;
  readonly guardian: Person;
  /** Of 14 to 17, so that they decide first and their guardian confirms. */
  readonly teen: Person;
  readonly teensGuardian: Person;
  readonly representative: Person;
  readonly relative: Person;
  readonly deceased: Person;
}

export const knownPeople = (people: Newcomers): KnownPerson[] => [
  { ...shown(people.adult), role: '成年人 adult' },
  { ...shown(people.guardian), role: '监护人 guardian of a child' },
  { ...shown(people.teen), role: '14 至 17 周岁的人 somebody of 14 to 17' },
  { ...shown(people.teensGuardian), role: '其监护人 their guardian, who confirms' },
  { ...shown(people.representative), role: '药店法定代表人 representative of a pharmacy' },
  { ...shown(people.relative), role: '去世者近亲属 relative of somebody who has died' },
];

const shown = ({ name, certNo, mobile }: Person) => ({ name, certNo, mobile: mobile || null });

const PURPOSE = `query { purposes { code requiredItems { item delivery } optionalItems { item delivery } } }`;
const REQUEST = `mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id } }`;

const CLAIM = {
  purpose: 'CLAIM_DIRECT_PAY',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '为直接赔付您的住院及门诊费用，读取就诊和结算信息，30天内最多三次。',
};

const CREDIT = {
  purpose: 'CREDIT_MONITOR',
  mode: 'MULTI_USE',
  validForDays: 365,
  notice: '贷款存续期内，每天最多一次读取贵店的结算、清算和信用信息，用于贷后监测。',
};

/**
 * Leaves requests that a newcomer can answer in the portal: for an adult, for a child whose guardian decides, for somebody of
 * 14 to 17, and for a pharmacy. A request that waits since an earlier start of the demo is left as it is.
 */
export async function leaveRequests(
  insurer: GraphqlClient,
  bank: GraphqlClient,
  people: Newcomers,
): Promise<void> {
  const { purposes } = await insurer.run(PURPOSE);
  const claim = purposes.find(({ code }: { code: string }) => code === CLAIM.purpose);
  const optional = claim.optionalItems.map((item: object) => ({ ...item, required: false }));
  const items = [...claim.requiredItems, ...optional];
  const ask = (client: GraphqlClient, input: Record<string, unknown>) => client.send(REQUEST, { input });
  const today = cityDay(new Date());
  const person = ({ certNo, name }: Person) => ({ subject: { person: { certNo, name } } });
  await ask(insurer, { ...CLAIM, ...person(people.adult), items, reference: `CLM-${today}-A` });
  await ask(insurer, { ...CLAIM, ...person(people.child), items, reference: `CLM-${today}-C` });
  await ask(insurer, { ...CLAIM, ...person(people.teen), items, reference: `CLM-${today}-T` });
  const provider = { subject: { provider: { code: people.representative.providerCode } } };
  await ask(bank, { ...CREDIT, ...provider, reference: `LOAN-${today}` });
}
