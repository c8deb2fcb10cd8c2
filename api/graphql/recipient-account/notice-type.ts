import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { RecipientNoticeKindEnum } from '../common/enums.js';
import { Grant } from '../grant/type.js';

@ObjectType({
  description: 'Notice (通知): something that a recipient must act on.',
})
export class RecipientNotice {
  @Field(() => ID, { description: 'Identifier of the notice.' })
  id!: string;

  @Field(() => RecipientNoticeKindEnum, { description: 'What happened, and so what to do.' })
  kind!: string;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at!: Date;

  @Field(() => Grant, { description: 'The grant that it is about.' })
  grant!: Grant;
}

export const RecipientNoticeConnection = connectionOf('RecipientNotice', () => RecipientNotice);
