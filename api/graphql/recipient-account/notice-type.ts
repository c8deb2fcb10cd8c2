import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { RecipientNoticeKindEnum } from '../common/enums.js';
import { Grant } from '../grant/type.js';

@ObjectType({
  description:
    'What a recipient must act on. GRANT_REVOKED: stop using and delete what you hold on consent. GRANT_SUSPENDED: stop. RECORD_CORRECTED: a settlement that was delivered under the grant was refunded or changed; read it again.',
})
export class RecipientNotice {
  @Field(() => ID)
  id!: string;

  @Field(() => RecipientNoticeKindEnum)
  kind!: string;

  @Field(() => DateTimeScalar)
  at!: Date;

  @Field(() => Grant)
  grant!: Grant;
}

export const RecipientNoticeConnection = connectionOf('RecipientNotice', () => RecipientNotice);
