import { ArgsType, Field, ID } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { PageArgs } from '../common/page-args.js';

/** The arguments of a recipient's own lists. */
@ArgsType()
export class SearchArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description: 'Only what goes back to a request with exactly this reference. Null: any.',
  })
  reference?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what is for the purpose of this code. Null: any.' })
  purpose?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Only from this day of the city on: the day of asking, giving or disclosing. Null: from the first. BAD_USER_INPUT after to.',
  })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only up to this day. Null: to the last.' })
  to?: string | null;
}
