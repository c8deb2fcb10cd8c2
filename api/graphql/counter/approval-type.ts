import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { GrantModeEnum } from '../common/enums.js';
import { CounterApprovalStateEnum } from '../common/staff-enums.js';
import { ConsentRequest, RequestedItem } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';
import { PowerOfAttorney } from './type.js';

@ObjectType({ description: 'Evidence of an approval at the counter: digests only.' })
class CounterEvidence {
  @Field(() => [String], { description: 'SHA-256 of each paper, 64 hexadecimal digits each; at most 20.' })
  documents!: string[];

  @Field({ description: 'SHA-256 of the signature, 64 hexadecimal digits.' })
  signature!: string;

  @Field({ description: 'SHA-256 of the notice that was shown, 64 hexadecimal digits.' })
  notice!: string;
}

@ObjectType({ description: 'What a person agreed to at the counter.' })
export class CounterTerms {
  @Field(() => [RequestedItem], { description: 'The items that the person gives.' })
  items!: RequestedItem[];

  @Field(() => GrantModeEnum, { description: 'How often the grant may be used.' })
  mode!: string;

  @Field(() => Int, { nullable: true, description: 'Most uses. 1 for ONE_TIME, null for MULTI_USE.' })
  maxUses!: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'End of the grant. Null: the validity that was asked for, counted from when it takes effect.',
  })
  validUntil!: Date | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day of the records. Null: no limit of its own.',
  })
  recordsFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the records. Null: no limit of its own.',
  })
  recordsTo!: string | null;

  @Field({ description: 'Whether the person confirmed the sensitive items separately (PIPL 29).' })
  sensitiveConfirmed!: boolean;
}

@ObjectType({ description: 'An approval at the counter. It takes effect with its grant.' })
export class CounterApproval {
  @Field(() => ID, { description: 'Identifier of the approval, for confirmAtCounter.' })
  id!: string;

  @Field({
    description: 'True: a reviewer must confirm it, because it holds an item of level 3 or asks for FACE.',
  })
  twoPeople!: boolean;

  @Field(() => ID, { nullable: true, description: 'Code of the reviewer who confirmed it. Null: none has.' })
  reviewer!: string | null;

  @Field(() => CounterApprovalStateEnum, { description: 'What came of it so far.' })
  state!: string;

  @Field(() => ID, { description: 'Code of the clerk who served the person.' })
  clerk!: string;

  @Field(() => ID, { description: 'The session in which the person signed.' })
  sessionId!: string;

  @Field(() => ID, { description: 'Code of the counter, for example YT-01-05.' })
  counter!: string;

  @Field(() => PowerOfAttorney, {
    nullable: true,
    description: 'The power of attorney of the agent who signed. Null: the person signed.',
  })
  power!: PowerOfAttorney | null;

  @Field(() => DateTimeScalar, { description: 'When it was signed.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    description: 'When the session ends by itself: until then a reviewer may answer.',
  })
  expiresAt!: Date;

  @Field(() => CounterEvidence, { description: 'Digests of papers, signature and notice.' })
  evidence!: CounterEvidence;

  @Field(() => CounterTerms, { description: 'What the person agreed to, of what the request asks for.' })
  terms!: CounterTerms;

  @Field(() => ID, { nullable: true, description: 'Code of the reviewer who returned it. Null: none has.' })
  returnedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was returned. Null: it was not.' })
  returnedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why the reviewer returned it. Null: it was not.' })
  returnReason!: string | null;

  @Field(() => Grant, {
    nullable: true,
    description:
      'The grant whose raised items the person confirms again (R-07). Null: the request is approved.',
  })
  confirms!: Grant | null;

  @Field(() => ConsentRequest, {
    description: 'The request that the person approves, or that the grant goes back to.',
  })
  request!: ConsentRequest;

  @Field(() => Grant, {
    nullable: true,
    description: 'The grant. Null until the approval takes effect.',
  })
  grant!: Grant | null;
}
