import * as v from 'valibot';
import { numberFault, RESIDENT_ID } from '../../schema/identity/identity-document.js';
import { isSocialCreditCode } from '../../schema/identity/social-credit-code.js';
import { checkInput, fields, nonEmptyText, repeated } from '../kernel/checked-input.js';
import { LIMITS } from '../kernel/limits.js';
import { RECIPIENT_KINDS } from '../recipients/recipient.js';
import { MEMBER_ROLES } from './member.js';

const USCC = 'must be a unified social credit code of 18 characters';
const CERT_NO = 'must be the employee’s ID number';
const ROLES = `must be one or more of ${MEMBER_ROLES.join(', ')}, each once`;
const LETTER = 'must be the SHA-256 of the letter of appointment, in hex';
const RECIPIENT = 'must be the code of a recipient';

const memberFile = fields({
  institution: fields({
    uscc: v.pipe(v.string(USCC), v.check(isSocialCreditCode, USCC)),
    name: nonEmptyText(LIMITS.institutionNameLength),
    kind: v.picklist(RECIPIENT_KINDS, `must be one of ${RECIPIENT_KINDS.join(', ')}`),
    /** The recipient that the institution is, if it is one already. */
    recipient: v.optional(v.pipe(v.string(RECIPIENT), v.regex(/^[A-Z][A-Z0-9_-]{0,39}$/, RECIPIENT))),
  }),
  name: nonEmptyText(LIMITS.memberNameLength),
  /** Stored as a blind index only. It shows that two accounts belong to two people. */
  certNo: v.pipe(
    v.string(CERT_NO),
    v.check((number) => numberFault(RESIDENT_ID, number) === null, CERT_NO),
  ),
  roles: v.pipe(
    v.array(v.picklist(MEMBER_ROLES, ROLES), ROLES),
    v.check((roles) => roles.length > 0 && repeated(roles).length === 0, ROLES),
  ),
  letter: v.pipe(v.string(LETTER), v.regex(/^[0-9a-f]{64}$/, LETTER)),
});

/** The file from which two officers enrol a member on the letter of appointment. */
export type MemberFile = v.InferOutput<typeof memberFile>;

/** A fault in such a file, or an account that can't be made or disabled so. */
export class MemberError extends Error {
  override readonly name = 'MemberError';
}

/** @throws MemberError that names every fault */
export const checkMember = (file: unknown): MemberFile =>
  checkInput(memberFile, file, (problems) => new MemberError(problems));
