import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { RecipientNoticeKindEnum } from '../common/enums.js';
import { ConsentRequest } from '../consent-request/type.js';
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

  @Field(() => Grant, {
    nullable: true,
    description: 'The grant that it is about. Null for REQUEST_DENIED and REQUEST_EXPIRED.',
  })
  grant!: Grant | null;

  @Field(() => ConsentRequest, {
    nullable: true,
    description:
      'The request that was answered, or was not: GRANT_GIVEN, REQUEST_DENIED, REQUEST_EXPIRED. Null for every other kind.',
  })
  consentRequest!: ConsentRequest | null;
}

export const RecipientNoticeConnection = connectionOf('RecipientNotice', () => RecipientNotice);
