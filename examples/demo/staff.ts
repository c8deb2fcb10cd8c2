import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { addStaffAccount, onStaff } from '../../api/cli/command/staff-accounts.js';
import { listStaff } from '../../consent/staff/accounts.js';
import type { RecipientKey } from '../clients/recipient-key.js';
import { nobodysCertNo, type StaffIdentity } from '../clients/staff-client.js';
import { storedKey } from '../clients/stored-key.js';

export interface DemoStaff {
  readonly identity: StaffIdentity;
  readonly key: RecipientKey;
  readonly keyPath: string;
}

const STAFF: readonly StaffIdentity[] = [
  { code: 'C-0001', role: 'CLERK', certNo: nobodysCertNo(1) },
  { code: 'R-0001', role: 'REVIEWER', certNo: nobodysCertNo(2) },
  { code: 'R-0002', role: 'REVIEWER', certNo: nobodysCertNo(3) },
  { code: 'O-0001', role: 'OFFICER', certNo: nobodysCertNo(4) },
  { code: 'O-0002', role: 'OFFICER', certNo: nobodysCertNo(5) },
];

/** The demo's city holds no ceremony: the digest of no minutes. */
const MINUTES = createHash('sha256').update('').digest('hex');

const place = ({ identity }: DemoStaff) => STAFF.indexOf(identity);

/** A clerk, two reviewers and two officers, each with a key; they are created at the first start. */
export async function demoStaff(ownerUrl: string, varDir: string): Promise<DemoStaff[]> {
  const known = new Set((await onStaff(ownerUrl, listStaff)).map(({ code }) => code));
  const staff: DemoStaff[] = [];
  // The officers come first, because they enrol everybody else.
  const officersFirst = STAFF.toSorted((a, b) => Number(b.role === 'OFFICER') - Number(a.role === 'OFFICER'));
  for (const identity of officersFirst) {
    const keyPath = join(varDir, 'demo', `staff-${identity.code}.jwk.json`);
    const key = await storedKey(keyPath);
    const enrolment =
      identity.role === 'OFFICER' ? { minutesDigest: MINUTES } : { by: ['O-0001', 'O-0002'] as const };
    if (!known.has(identity.code))
      await addStaffAccount(ownerUrl, varDir, { ...identity, jwk: { ...key.registeredJwk } }, enrolment);
    staff.push({ identity, key, keyPath });
  }
  return staff.toSorted((a, b) => place(a) - place(b));
}
