import { enrolMemberAccount } from '../../../api/cli/command/member-accounts.js';
import type { MemberRole } from '../../../consent/onboarding/member.js';
import { uscc } from '../../../datacenter/generate/uscc.js';
import { MemberClient } from '../../../examples/clients/member-client.js';
import type { Person } from '../../../examples/clients/person-client.js';
import { RECIPIENTS } from '../../../examples/demo/agreements.js';
import { testCluster } from '../database/database.js';
import type { Platform } from '../platform/platform.js';
import { founders } from './staff.js';

/** The institutions of the recipients of a test, and one that is no recipient yet. */
export const INSTITUTIONS = [
  ...RECIPIENTS.map(({ code, name, kind }, index) => ({
    uscc: uscc(index + 1),
    name,
    kind,
    recipient: code,
  })),
  { uscc: uscc(9), name: '蓬莱健康保险股份有限公司（示例）', kind: 'COMMERCIAL_INSURER' as const },
];

export const LETTER = '1'.repeat(64);

/**
 * A new member whom two officers enrolled on the letter of appointment, signed in.
 * @param at index of the institution in `INSTITUTIONS`
 */
export async function enrolled(
  platform: Platform,
  roles: readonly MemberRole[],
  at = 0,
  person: Person = platform.someone(),
): Promise<MemberClient> {
  const institution = INSTITUTIONS[at]!;
  const { ownerUrl } = platform.database;
  const file = { institution, name: person.name, certNo: person.certNo, roles: [...roles], letter: LETTER };
  await enrolMemberAccount(ownerUrl, testCluster().varDir, file, await founders(platform.database));
  return new MemberClient(platform.url, platform.person(person), institution.uscc).signIn();
}
