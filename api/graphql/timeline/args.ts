import { ArgsType, Field, ID } from 'type-graphql';
import type { EventKind } from '../../../consent/subject-access/timeline.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { AboutInput } from '../account/about-input.js';
import { PageArgs } from '../common/page-args.js';
import { EventKindEnum } from './event-kind.js';

/** The arguments of a list of what happened. */
@ArgsType()
export class TimelineArgs extends PageArgs {
  @Field(() => [EventKindEnum], { nullable: true, description: 'Only events of these kinds. Null: all.' })
  kinds?: EventKind[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Only events of the recipient of this code. Null: all, and those of no recipient.',
  })
  recipient?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Only from this day of the city on. Null: from the first. BAD_USER_INPUT after to.',
  })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only up to this day. Null: to the last.' })
  to?: string | null;
}

/** Of a person, who may represent providers. */
@ArgsType()
export class AccountTimelineArgs extends TimelineArgs {
  @Field(() => ID, {
    nullable: true,
    description:
      'Code of a provider that the person legally represents: the list is that provider’s. NOT_FOUND for any other. Null: as about says.',
  })
  provider?: string | null;

  @Field(() => AboutInput, {
    nullable: true,
    description:
      'Whose list it is: the person’s own, that of a ward (as Ward.timeline) or of a provider. NOT_FOUND for whom the person does not act. Null: the person’s own.',
  })
  about?: AboutInput | null;
}
