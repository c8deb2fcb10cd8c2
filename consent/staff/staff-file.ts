import * as v from 'valibot';
import { numberFault, RESIDENT_ID } from '../../schema/identity/identity-document.js';
import { checkInput, fields } from '../kernel/checked-input.js';
import { publicJwk } from '../kernel/public-jwk.js';
import { STAFF_ROLES } from './role.js';

const CODE = 'must be a capital letter and 1 to 39 more, digits and hyphens';
const CERT_NO = 'must be the employee’s ID number';

const staffFile = fields({
  code: v.pipe(v.string(CODE), v.regex(/^[A-Z][A-Z0-9-]{1,39}$/, CODE)),
  role: v.picklist(STAFF_ROLES, `must be one of ${STAFF_ROLES.join(', ')}`),
  /** Stored as a blind index only. It shows that two accounts belong to two people. */
  certNo: v.pipe(
    v.string(CERT_NO),
    v.check((number) => numberFault(RESIDENT_ID, number) === null, CERT_NO),
  ),
  /** The public key of the employee's smart card or key store. */
  jwk: publicJwk,
});

/** The file from which an account is made: who, in which role, with which public key. */
export type StaffFile = v.InferOutput<typeof staffFile>;

/** A fault in a staff file or account. */
export class StaffError extends Error {
  override readonly name = 'StaffError';
}

/** @throws StaffError that names every fault */
export const checkStaff = (file: unknown): StaffFile =>
  checkInput(staffFile, file, (problems) => new StaffError(problems));
