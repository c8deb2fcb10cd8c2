import { refuse } from '../../../consent/kernel/refusal.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import type { Context } from '../common/context.js';

/** Its lists are a recipient's own: a person who sees its name on a grant does not see whom else it asked. */
export function own(context: Context, recipient: RecipientEntity) {
  const { caller } = context;
  if (caller.kind !== 'RECIPIENT' || caller.recipientCode !== recipient.code)
    refuse('FORBIDDEN', 'Only the recipient itself may list this.');
  return { recipientCode: recipient.code };
}
