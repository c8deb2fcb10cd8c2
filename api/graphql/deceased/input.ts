import { Field, ID, InputType } from 'type-graphql';
import type { Interest, Relation, RelativeEvidence } from '../../../consent/deceased/relative-application.js';
import { EvidenceKindEnum, InterestEnum, RelationEnum } from '../common/enums.js';
import { PersonSubjectInput } from '../consent-request/input.js';

@InputType({ description: 'A paper, by its digest: the paper itself stays with the agency.' })
class RelativeEvidenceInput {
  @Field(() => EvidenceKindEnum, { description: 'What the paper proves.' })
  kind!: RelativeEvidence['kind'];

  @Field({ description: 'SHA-256 of the paper, 64 hexadecimal digits.' })
  digest!: string;
}

@InputType({ description: 'A near relative’s application for the record of somebody who has died (R-13).' })
export class ApplyAsRelativeInput {
  @Field({
    description:
      'Who has died. The answer does not tell whether anybody of this name is insured or has died.',
  })
  deceased!: PersonSubjectInput;

  @Field(() => RelationEnum, { description: 'What the applicant is to them.' })
  relation!: Relation;

  @Field(() => InterestEnum, { description: 'The applicant’s own lawful interest (PIPL 49).' })
  interest!: Interest;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Codes of the items to read. Null: all that the purpose DECEASED_KIN_QUERY has. ITEM_NOT_ALLOWED for any other.',
  })
  items?: string[] | null;

  @Field(() => [RelativeEvidenceInput], {
    description: 'Papers of the death and of the kinship, at least one of each.',
  })
  evidence!: RelativeEvidenceInput[];
}

@InputType({ description: 'Whom the papers name, as the reviewer reads them.' })
class RelativePapersInput {
  @Field({ description: 'Who has died, by the papers.' })
  deceased!: PersonSubjectInput;

  @Field({ description: 'The applicant, by the papers.' })
  applicant!: PersonSubjectInput;
}

@InputType({ description: 'A reviewer’s decision on an application.' })
export class ReviewRelativeApplicationInput {
  @Field(() => ID, { description: 'The application.' })
  id!: string;

  @Field({ description: 'Whether the reviewer approves it.' })
  approve!: boolean;

  @Field(() => RelativePapersInput, {
    nullable: true,
    description: 'Whom the papers name. Needed to approve.',
  })
  papers?: RelativePapersInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it is refused; at most 500 characters; the applicant is told. Needed to refuse.',
  })
  reason?: string | null;
}
