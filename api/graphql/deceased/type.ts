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

@ObjectType({ description: 'A paper of an application, by its digest.' })
class RelativeEvidence {
  @Field(() => EvidenceKindEnum, { description: 'What the paper proves.' })
  kind!: string;

  @Field({ description: 'SHA-256 of the paper, 64 hexadecimal digits.' })
  digest!: string;
}

@ObjectType({ description: 'One of the two reviews of an application.' })
class RelativeReview {
  @Field({ description: 'Whether the reviewer approved it.' })
  approved!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it was refused. Null where it was approved.' })
  reason!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the reviewer decided.' })
  reviewedAt!: Date;
}

@ObjectType({
  description: 'A near relative’s (近亲属) application for the record of somebody who has died (R-13).',
})
export class RelativeApplication {
  @Field(() => ID, { description: 'Identifier of the application.' })
  id!: string;

  @Field(() => RelativeApplicationStatusEnum, {
    description:
      'Where it stands. APPROVED takes two reviewers. While it is PENDING it looks the same whomever it names.',
  })
  status!: string;

  @Field(() => RelationEnum, { description: 'What the applicant is to the person who has died.' })
  relation!: string;

  @Field(() => InterestEnum, { description: 'The applicant’s own lawful interest.' })
  interest!: string;

  @Field(() => [DataItem], { description: 'The items that the applicant asks to read.' })
  items!: DataItem[];

  @Field(() => [RelativeEvidence], { description: 'The papers that were handed in.' })
  evidence!: Paper[];

  @Field(() => [RelativeReview], { description: 'The reviews so far, in the order in which they were made.' })
  reviews!: RelativeReview[];

  @Field(() => DateTimeScalar, { description: 'When the applicant applied.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the second reviewer approved, or one refused. Null while it is PENDING.',
  })
  decidedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The record can be read until then: 90 days from the approval. Null unless it is APPROVED.',
  })
  validUntil!: Date | null;

  @Field(() => Int, { description: 'How many times the record can be read.' })
  maxUses!: number;

  @Field(() => Int, { description: 'How many times it has been read.' })
  used!: number;
}
