import type { Executor } from '../database/executor.js';
import type { StaffMember } from './role.js';

/** What belongs to a person and an employee may look at. DISCLOSURES: the list of a grant's uses. */
export const LOOKED_AT = [
  'GRANT',
  'DISCLOSURES',
  'DISCLOSURE',
  'APPROVAL',
  'SESSION',
  'APPLICATION',
] as const;
export type Looked = (typeof LOOKED_AT)[number];

/**
 * Records in the ledger that an employee looks at something of a person. Must be awaited before anything is answered.
 * @param database not in a transaction, so that the entry is committed when this resolves
 */
export async function recordStaffLook(
  database: Executor,
  { staffCode, role }: StaffMember,
  looked: Looked,
  id: string,
): Promise<void> {
  await database.query('SELECT assent.record_staff_look($1, $2, $3, $4)', [staffCode, role, looked, id]);
}
