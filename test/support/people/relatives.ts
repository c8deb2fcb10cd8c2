import { createHash } from 'node:crypto';
import type { Person, PersonClient } from '../../../examples/clients/person-client.js';
import type { StaffClient } from '../../../examples/clients/staff-client.js';
import type { Platform } from '../platform/platform.js';
import { dies } from './family.js';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
export const named = ({ certNo, name }: Person) => ({ certNo, name });

export const APPLY = `mutation ($input: ApplyAsRelativeInput!) {
  applyAsRelative(input: $input) { id status relation maxUses used validUntil reviews { approved } evidence { kind digest } items { code } }
}`;
export const REVIEW = `mutation ($input: ReviewRelativeApplicationInput!) {
  reviewRelativeApplication(input: $input) { id status validUntil reviews { approved reason } }
}`;
export const READ = `mutation ($id: ID!) { readDeceasedRecord(applicationId: $id) {
  useNumber usesRemaining person { settlements(first: 3) { nodes { settlementId totalFee } } personalAccount { balance } }
} }`;

export const evidence = [
  { kind: 'DEATH', digest: digest('death certificate') },
  { kind: 'KINSHIP', digest: digest('household register') },
];

export const application = (deceased: { certNo: string; name: string }, more: object = {}) => ({
  input: {
    deceased: named(deceased as Person),
    relation: 'CHILD',
    interest: 'INHERITANCE',
    evidence,
    ...more,
  },
});

export interface Case {
  readonly deceased: Person;
  readonly relative: PersonClient;
  readonly id: string;
}

/** A person has died and a relative has applied. */
export async function applied(platform: Platform, more: object = {}): Promise<Case> {
  const deceased = platform.someone();
  await dies(platform.database, deceased);
  const relative = await platform.person(platform.someone()).signIn('FACE');
  const { applyAsRelative } = await relative.run(APPLY, application(deceased, more));
  return { deceased, relative, id: applyAsRelative.id };
}

export const approval = ({ id, deceased, relative }: Case) => ({
  input: { id, approve: true, papers: { deceased: named(deceased), applicant: named(relative.person) } },
});

/** The same, and both reviewers have approved. */
export async function approved(
  platform: Platform,
  reviewers: readonly StaffClient[],
  more: object = {},
): Promise<Case> {
  const one = await applied(platform, more);
  for (const reviewer of reviewers) await reviewer.run(REVIEW, approval(one));
  return one;
}
