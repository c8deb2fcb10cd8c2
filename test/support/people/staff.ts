import { addStaffAccount, disableStaffAccount } from '../../../api/cli/command/staff-accounts.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { nobodysCertNo } from '../../../examples/clients/staff-client.js';
import type { TestDatabase } from '../database/database.js';
import { testCluster } from '../database/database.js';

const FOUNDERS = ['O-FOUNDER-1', 'O-FOUNDER-2'] as const;
const made = new WeakMap<TestDatabase, Promise<typeof FOUNDERS>>();

/** The codes of the first two officers, who enrol everybody else; their ceremony is held when a test needs it. */
export function founders(database: TestDatabase, varDir = testCluster().varDir): Promise<typeof FOUNDERS> {
  const known = made.get(database);
  if (known) return known;
  const ceremony = hold(database, varDir);
  made.set(database, ceremony);
  return ceremony;
}

async function hold({ ownerUrl }: TestDatabase, varDir: string): Promise<typeof FOUNDERS> {
  for (const [index, code] of FOUNDERS.entries()) {
    const jwk = { ...(await RecipientKey.create()).registeredJwk };
    const file = { code, role: 'OFFICER', certNo: nobodysCertNo(7_900 + index), jwk } as const;
    await addStaffAccount(ownerUrl, varDir, file, { minutesDigest: '0'.repeat(64) });
  }
  return FOUNDERS;
}

/** Disables an account, as `assent staff disable` does. */
export const disabled = ({ database }: { readonly database: TestDatabase }, code: string): Promise<void> =>
  disableStaffAccount(database.ownerUrl, testCluster().varDir, code);
