import { refuse } from '../../../consent/kernel/refusal.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import { type Context, refuseOtherUse } from '../common/context.js';
import { recipientSeenBy } from '../common/recipient-seen.js';

/**
 * The filter for lists of a recipient, which only the recipient itself and its members may see: a person who reaches a recipient through
 * a grant must not see whom else it asked.
 * @throws Refusal FORBIDDEN for every other caller
 */
export function own(context: Context, recipient: RecipientEntity) {
  const { caller } = context;
  if (recipientSeenBy(caller) !== recipient.code)
    refuse('FORBIDDEN', {
      en: 'Only the recipient itself and its OWNERs, HANDLERs and AUDITORs may list this. Sign in as one of them.',
      zh: '只有该机构自己及其管理员、经办、审计人员可以列出这些内容。请以其身份登录。',
    });
  if (caller.kind === 'RECIPIENT' && caller.onlyGrant !== undefined) refuseOtherUse();
  return { recipientCode: recipient.code };
}
