import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';
import { RecipientNoticeKindEnum } from './notice-kind.js';

@ObjectType({
  description: 'Notice (通知): something that a recipient must act on.',
})
export class RecipientNotice {
  @Field(() => ID, { description: 'Identifier of the notice.' })
  id!: string;

  @Field(() => Int, {
    description:
      'Counts this recipient’s notices from 1 on without gaps, in the order of the feed: a number that is left out is a notice that was missed.',
  })
  sequence!: number;

  @Field(() => RecipientNoticeKindEnum, { description: 'What happened, and so what to do.' })
  kind!: string;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at!: Date;

  @Field(() => Grant, {
    nullable: true,
    description:
      'The grant that it is about. Null for what is about a request that gave none, or about the agreement.',
  })
  grant!: Grant | null;

  @Field(() => ConsentRequest, {
    nullable: true,
    description:
      'The request that was answered, or was not: GRANT_GIVEN, REQUEST_DENIED, REQUEST_EXPIRED. Null for every other kind.',
  })
  consentRequest!: ConsentRequest | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The key that it is about, by its thumbprint (RFC 7638, SHA-256, base64url): KEY_CHANGED, KEY_EXPIRING. Null for every other kind.',
  })
  keyThumbprint!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When this recipient asked for what comes after it in the feed. Null: it has not.',
  })
  receivedAt!: Date | null;
}

export const RecipientNoticeConnection = connectionOf('RecipientNotice', () => RecipientNotice);
