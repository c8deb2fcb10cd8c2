import { queryOn } from '../../../consent/database/transaction.js';
import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { isOwner, type Subject } from '../../../consent/people/subject.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { type Looked, recordStaffLook } from '../../../consent/staff/looks.js';
import { asPerson, type Context } from '../common/context.js';
import { recipientSeenBy } from '../common/recipient-seen.js';

/** Evidence is visible to both parties (the person or the provider's representative, and the recipient with its members) and to officers. */
async function maySee(
  context: Context,
  of: Subject & { readonly id: string; readonly recipientCode: string },
  looked: Looked,
): Promise<boolean> {
  const { caller, em } = context;
  if (caller.kind === 'ANONYMOUS') asPerson(context);
  if (recipientSeenBy(caller) === of.recipientCode) return true;
  if (caller.kind === 'PERSON') return isOwner(queryOn(em), caller.personId, of);
  if (caller.kind !== 'STAFF' || caller.role !== 'OFFICER') return false;
  await assertActs(queryOn(em), caller);
  await recordStaffLook(queryOn(em), caller, looked, of.id);
  return true;
}

/**
 * The opening of a commitment is for the two parties only: whoever has it can try ID numbers against the grant.
 * Employees are refused, in every role.
 */
export async function assertParty(
  { caller, em }: Context,
  of: Subject & { readonly recipientCode: string },
): Promise<void> {
  const isParty =
    caller.kind === 'RECIPIENT'
      ? of.recipientCode === caller.recipientCode
      : caller.kind === 'PERSON' && (await isOwner(queryOn(em), caller.personId, of));
  if (!isParty)
    refuse('FORBIDDEN', {
      en: 'Only the person and the recipient of the grant may open its commitment. Sign in as one of them.',
      zh: '只有授权的本人和第三方机构可以打开其承诺值。请以其中一方的身份登录。',
    });
}

export async function grantOf(context: Context, id: string): Promise<GrantEntity> {
  const grant = await context.loaders.grant.load(id);
  return grant && (await maySee(context, grant, 'GRANT'))
    ? grant
    : refuse('NOT_FOUND', {
        en: 'There is no such grant of yours. Look at the list of your grants.',
        zh: '您没有这项授权。请查看您的授权列表。',
      });
}

export async function disclosureOf(context: Context, id: string): Promise<DisclosureRecord> {
  const record = await context.loaders.disclosure.load(id);
  return record && (await maySee(context, record, 'DISCLOSURE'))
    ? record
    : refuse('NOT_FOUND', {
        en: 'There is no such disclosure of yours. Look at the list of your disclosures.',
        zh: '您没有这条提供记录。请查看您的提供记录列表。',
      });
}
