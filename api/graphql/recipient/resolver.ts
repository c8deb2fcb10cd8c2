import { Ctx, Query, Resolver } from 'type-graphql';
import { refuse } from '../../../consent/kernel/refusal.js';
import { asRecipient, type Context } from '../common/context.js';
import { Recipient } from './type.js';

@Resolver(() => Recipient)
export class RecipientResolver {
  @Query(() => Recipient, {
    description:
      'The calling recipient. FORBIDDEN for every other caller, and where the recipient has no agreement.',
  })
  async recipient(@Ctx() context: Context) {
    const { recipientCode } = asRecipient(context);
    return (
      (await context.loaders.recipient.load(recipientCode)) ??
      refuse('FORBIDDEN', {
        en: 'This recipient has no agreement. The bureau makes one with it.',
        zh: '该机构没有数据使用协议。请与医保局签订。',
      })
    );
  }
}
