import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import type { OfficerAct as Act } from '../../../consent/supervision/act.js';
import { actImpact } from '../../../consent/supervision/act-impact.js';
import { listActs } from '../../../consent/supervision/list-acts.js';
import { confirmAct, proposeAct } from '../../../consent/supervision/officer-acts.js';
import { withdrawAct } from '../../../consent/supervision/withdraw-act.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asStaff, type Context } from '../common/context.js';
import { ActImpact } from './act-impact-type.js';
import { ActSearchArgs } from './act-search-args.js';
import { ProposeActInput } from './officer-act-input.js';
import { OfficerAct } from './officer-act-type.js';

@Resolver(() => OfficerAct)
export class OfficerResolver {
  @Query(() => [OfficerAct], {
    description: 'Acts of every state, newest first. For staff with the role OFFICER.',
  })
  officerActs(@Ctx() context: Context, @Args() search: ActSearchArgs) {
    return listActs(queryOn(context.em), asStaff(context, 'OFFICER'), search);
  }

  @Query(() => ActImpact, {
    description:
      'What an act would touch, before it is proposed or confirmed. Nothing changes, and `reason` is not looked at. Refused as proposeAct is.',
  })
  actImpact(@Ctx() context: Context, @Arg('input', { description: 'The act.' }) input: ProposeActInput) {
    return actImpact(queryOn(context.em), asStaff(context, 'OFFICER'), input);
  }

  @Mutation(() => OfficerAct, {
    description: 'An officer proposes an act. Nothing changes until another officer confirms it.',
  })
  proposeAct(@Ctx() context: Context, @Arg('input', { description: 'The act.' }) input: ProposeActInput) {
    return proposeAct(context.em, asStaff(context, 'OFFICER'), input);
  }

  @Mutation(() => OfficerAct, {
    description:
      'Another officer confirms an act, and it takes effect. FORBIDDEN for the officer who proposed it, more than a day later, and where the recipient’s state does not admit it; ACT_CHANGED where it would do something else than was proposed, or than the digest says. Confirming it again changes nothing.',
  })
  confirmAct(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The act.' }) id: string,
    @Arg('digest', () => String, {
      nullable: true,
      description:
        'The digest of the act, as it was shown. Needed for acts about an application, an agreement or a product; null may be left for the others.',
    })
    digest?: string | null,
  ) {
    return confirmAct(context.em, asStaff(context, 'OFFICER'), id, digest ?? null, context.services.founding);
  }

  @Mutation(() => OfficerAct, {
    description:
      'The officer who proposed an act takes it back before anybody confirms it; it can’t take effect any more. FORBIDDEN for any other officer, once it is in effect, and after a day. Taking it back again changes nothing.',
  })
  withdrawAct(@Ctx() context: Context, @Arg('id', () => ID, { description: 'The act.' }) id: string) {
    return withdrawAct(context.em, asStaff(context, 'OFFICER'), id);
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: Act) {
    return recipientCode ? loaders.recipient.load(recipientCode) : null;
  }

  @FieldResolver()
  raises(@Root() { raises }: Act) {
    return raises?.map(({ item, level }) => ({ item: itemOf(item), level })) ?? null;
  }
}
