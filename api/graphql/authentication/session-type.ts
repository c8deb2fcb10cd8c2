import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StrengthEnum } from '../common/enums.js';

@ObjectType({ description: 'A session of the signed-in person: one for each sign-in, until it ends.' })
export class Session {
  @Field(() => ID, { description: 'Name of the session, for endSession. It signs nobody in.' })
  id!: string;

  @Field({ description: 'Whether it is the session that asks.' })
  current!: boolean;

  @Field(() => StrengthEnum, { description: 'How strongly the person was authenticated.' })
  strength!: string;

  @Field({
    description:
      'Program and system that signed in, as the client named itself, in Chinese or by a brand. 未知设备 where it told neither.',
  })
  device!: string;

  @Field(() => DateTimeScalar, { description: 'When the person signed in.' })
  signedInAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When the session was last used, to the minute.' })
  lastUsedAt!: Date;

  @Field(() => DateTimeScalar, {
    description: 'When the session ends by itself: 30 minutes after the sign-in.',
  })
  expiresAt!: Date;
}
