import { cityDay } from '../../consent/kernel/city-time.js';
import type { GraphqlClient } from '../clients/graphql-client.js';
import type { Person } from '../clients/person-client.js';
import type { KnownPerson } from '../stand-in-city/people.js';

/** Whom a newcomer signs in as, and what waits for them. */
export interface Newcomers {
  readonly adult: Person;
  readonly child: Person;
  readonly guardian: Person;
  readonly representative: Person;
}

export const knownPeople = ({ adult, guardian, representative }: Newcomers): KnownPerson[] => [
  { ...shown(adult), role: '成年人 adult' },
  { ...shown(guardian), role: '监护人 guardian' },
  { ...shown(representative), role: '药店法定代表人 representative of a pharmacy' },
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
 * Leaves requests that a newcomer can answer in the portal: for an adult, for a child whose guardian decides, and for a
 * pharmacy. A request that waits since an earlier start of the demo is left as it is.
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
  const provider = { subject: { provider: { code: people.representative.providerCode } } };
  await ask(bank, { ...CREDIT, ...provider, reference: `LOAN-${today}` });
}
