import { randomUUID } from 'node:crypto';
import type { Person, PersonClient } from '../../../examples/clients/person-client.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { complete, namedOnly } from '../people/giving.js';
import type { Platform } from '../platform/platform.js';

export const ASK = `mutation Ask($input: RequestConsentInput!) {
  requestConsent(input: $input) { id status requiredStrength items { item { code } required } }
}`;

/** A claim that is paid directly: level 3, so it needs FACE, with up to 12 uses. */
export const CLAIM = {
  purpose: 'CLAIM_DIRECT_PAY',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '理赔直付',
};
/** A check whether a person is insured: nothing sensitive, so SMS is enough. */
export const ELIGIBILITY = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '资格核验',
};

/** Selections of `redeemGrant` for these purposes. */
export const SETTLED =
  'id useNumber usesRemaining person { settlements { nodes { settlementId totalFee } } }';
export const ENROLLED =
  'id useNumber usesRemaining person { enrolments { nodes { insuranceType insuredStatus } } }';

export const about = ({ certNo, name }: Person) => ({ person: { certNo, name } });

export const freshKey = () => `key ${randomUUID()}`;

/** Asks with a reference of its own, because the same is asked for once at a time. */
export async function ask(recipient: RecipientClient, subject: object, terms: object = CLAIM): Promise<any> {
  const input = { subject, reference: freshKey(), ...complete(terms) };
  return (await recipient.run(ASK, { input })).requestConsent;
}

export async function giveGrant(
  me: PersonClient,
  recipient: RecipientClient,
  terms: object = ELIGIBILITY,
  subject: object = about(me.person),
) {
  const request = await ask(recipient, subject, terms);
  // FACE is strong enough for everything and sends no SMS.
  return { me, person: me.person, request, grant: await me.approve(request.id, 'FACE', namedOnly(terms)) };
}

/** A grant by a new person to the insurer, with the person and the request. */
export const newGrant = async (platform: Platform, terms: object = ELIGIBILITY) =>
  giveGrant(await platform.person(platform.someone()).signIn(), platform.insurer, terms);
