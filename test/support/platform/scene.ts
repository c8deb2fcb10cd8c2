import type { GraphqlClient } from '../../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { about, ask, ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../clients/consent.js';
import type { Platform } from './platform.js';

export const CALLERS = [
  'anonymous',
  'the person',
  'another person',
  'the recipient',
  'another recipient',
] as const;
export type Who = (typeof CALLERS)[number];

export type Parties = Record<Who, GraphqlClient> & {
  readonly 'the person': PersonClient;
  readonly 'the recipient': RecipientClient;
};

/** A grant that was used once, and a second request that is pending. */
export interface Scene {
  readonly parties: Parties;
  readonly terms: { readonly subject: object };
  readonly requestId: string;
  readonly pendingId: string;
  readonly grantId: string;
  readonly disclosureId: string;
  readonly selection: string;
}

const signIn = (platform: Platform, tag: 'ADULT' | 'REPRESENTATIVE') =>
  platform.person(platform.someone(tag)).signIn('FACE');

export const personParties = async (platform: Platform): Promise<Parties> => ({
  anonymous: platform.anonymous,
  'the person': await signIn(platform, 'ADULT'),
  'another person': await signIn(platform, 'ADULT'),
  'the recipient': platform.insurer,
  'another recipient': platform.otherInsurer,
});

export const providerParties = async (platform: Platform): Promise<Parties> => ({
  anonymous: platform.anonymous,
  'the person': await signIn(platform, 'REPRESENTATIVE'),
  'another person': await signIn(platform, 'REPRESENTATIVE'),
  'the recipient': platform.bank,
  'another recipient': platform.insurer,
});

const CREDIT = { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 3, validForDays: 30, notice: '授信' };
const MONTHS = 'id useNumber provider { settlementMonths { nodes { month totalFee } } }';

export async function sceneOf(parties: Parties): Promise<Scene> {
  const { 'the person': me, 'the recipient': recipient } = parties;
  const { providerCode } = me.person;
  const [terms, subject] = providerCode
    ? [CREDIT, { provider: { code: providerCode } }]
    : [ELIGIBILITY, about(me.person)];
  const { request, grant } = await giveGrant(me, recipient, terms, subject);
  const pending = await ask(recipient, subject, terms);
  const selection = providerCode ? MONTHS : ENROLLED;
  const { data } = await recipient.redeem(grant.id, freshKey(), selection);
  return {
    parties,
    terms: { subject, ...terms },
    requestId: request.id,
    pendingId: pending.id,
    grantId: grant.id,
    disclosureId: data.redeemGrant.id,
    selection,
  };
}
