import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { RelativeEvidence as Paper } from '../../../consent/deceased/relative-application.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/type.js';
import {
  EvidenceKindEnum,
  InterestEnum,
  RelationEnum,
  RelativeApplicationStatusEnum,
} from '../common/enums.js';

@ObjectType()
class RelativeEvidence {
  @Field(() => EvidenceKindEnum)
  kind!: string;

  @Field({ description: 'SHA-256 (hex)' })
  digest!: string;
}

@ObjectType({ description: 'One of the two reviews of an application.' })
class RelativeReview {
  @Field()
  approved!: boolean;

  @Field(() => String, { nullable: true })
  reason!: string | null;

  @Field(() => DateTimeScalar)
  reviewedAt!: Date;
}

@ObjectType({
  description: 'A near relative’s (近亲属) application for the record of somebody who has died.',
})
export class RelativeApplication {
  @Field(() => ID)
  id!: string;

  @Field(() => RelativeApplicationStatusEnum, {
    description: 'APPROVED takes two reviewers. Until then it looks the same whoever it names.',
  })
  status!: string;

  @Field(() => RelationEnum)
  relation!: string;

  @Field(() => InterestEnum)
  interest!: string;

  @Field(() => [DataItem])
  items!: DataItem[];

  @Field(() => [RelativeEvidence])
  evidence!: Paper[];

  @Field(() => [RelativeReview])
  reviews!: RelativeReview[];

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  decidedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  validUntil!: Date | null;

  @Field(() => Int)
  maxUses!: number;

  @Field(() => Int)
  used!: number;
}
