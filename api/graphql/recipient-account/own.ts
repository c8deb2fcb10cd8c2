import { refuse } from '../../../consent/kernel/refusal.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import type { Context } from '../common/context.js';

/**
 * The filter for lists of a recipient, which only the recipient itself may see: a person who reaches a recipient through
 * a grant must not see whom else it asked.
 * @throws Refusal FORBIDDEN for every other caller
 */
export function own(context: Context, recipient: RecipientEntity) {
  const { caller } = context;
  if (caller.kind !== 'RECIPIENT' || caller.recipientCode !== recipient.code)
    refuse('FORBIDDEN', {
      en: 'Only the recipient itself may list this. Send its own access token.',
      zh: '只有该机构自己可以列出这些内容。请使用该机构自己的访问令牌。',
    });
  return { recipientCode: recipient.code };
}
