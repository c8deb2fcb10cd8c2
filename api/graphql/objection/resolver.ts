import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/type.js';
import { asPerson, asStaff, type Context } from '../common/context.js';
import { PageArgs } from '../common/page-args.js';
import { FileObjectionInput } from './input.js';
import { Objection, ObjectionConnection } from './type.js';

@Resolver(() => Account)
export class AccountObjectionsResolver {
  @FieldResolver(() => ObjectionConnection, { description: 'The person’s objections, newest first.' })
  async objections(
    @Ctx() { em, services }: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    const { nodes, ...pageInfo } = await services.objections.of(queryOn(em), personId, page);
    return { nodes, pageInfo };
  }
}

@Resolver(() => Objection)
export class ObjectionResolver {
  @Query(() => ObjectionConnection, {
    description:
      'Objections of people that wait for an answer, newest first. For staff with the role OFFICER.',
  })
  async openObjections(@Ctx() context: Context, @Args(() => PageArgs) page: PageArgs) {
    const officer = asStaff(context, 'OFFICER');
    const { nodes, ...pageInfo } = await context.services.objections.open(queryOn(context.em), officer, page);
    return { nodes, pageInfo };
  }

  @Mutation(() => Objection, {
    description:
      'The person objects to a use, a grant or something of their own record. NOT_FOUND where it is not theirs; RATE_LIMITED after ten in a day. The bureau answers within 15 days.',
  })
  fileObjection(
    @Ctx() context: Context,
    @Arg('input', { description: 'The objection.' }) input: FileObjectionInput,
  ) {
    return context.services.objections.file(context.em, asPerson(context).personId, input);
  }

  @Mutation(() => Objection, {
    description:
      'An officer answers an objection, once; the person is told by a message that there is an answer. BAD_USER_INPUT where it was answered before.',
  })
  answerObjectionOfPerson(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The objection.' }) id: string,
    @Arg('answer', { description: 'The answer; at most 2,000 characters.' }) answer: string,
  ) {
    return context.services.objections.answer(context.em, asStaff(context, 'OFFICER'), id, answer);
  }
}
