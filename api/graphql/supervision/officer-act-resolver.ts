import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import {
  type OfficerAct as Act,
  confirmAct,
  listActs,
  proposeAct,
} from '../../../consent/supervision/officer-acts.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asStaff, type Context } from '../common/context.js';
import { ProposeActInput } from './officer-act-input.js';
import { OfficerAct } from './officer-act-type.js';

@Resolver(() => OfficerAct)
export class OfficerResolver {
  @Query(() => [OfficerAct], {
    description: 'The newest 50 acts, proposed and done. For staff with the role OFFICER.',
  })
  officerActs(@Ctx() context: Context) {
    return listActs(queryOn(context.em), asStaff(context, 'OFFICER'));
  }

  @Mutation(() => OfficerAct, {
    description: 'An officer proposes an act. Nothing changes until another officer confirms it.',
  })
  proposeAct(@Ctx() context: Context, @Arg('input', { description: 'The act.' }) input: ProposeActInput) {
    return proposeAct(context.em, asStaff(context, 'OFFICER'), input);
  }

  @Mutation(() => OfficerAct, {
    description:
      'Another officer confirms an act, and it takes effect. FORBIDDEN for the officer who proposed it, more than a day later, and where the recipient’s state does not admit it. Confirming it again changes nothing.',
  })
  confirmAct(@Ctx() context: Context, @Arg('id', () => ID, { description: 'The act.' }) id: string) {
    return confirmAct(context.em, asStaff(context, 'OFFICER'), id);
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
