import { Field, ID, InputType } from 'type-graphql';
import type { Interest, Relation, RelativeEvidence } from '../../../consent/deceased/relative-application.js';
import { EvidenceKindEnum, InterestEnum, RelationEnum } from '../common/enums.js';
import { PersonSubjectInput } from '../consent-request/input.js';

@InputType({ description: 'A paper, by its digest: the paper itself stays with the agency.' })
class RelativeEvidenceInput {
  @Field(() => EvidenceKindEnum)
  kind!: RelativeEvidence['kind'];

  @Field({ description: 'SHA-256 (hex)' })
  digest!: string;
}

@InputType()
export class ApplyAsRelativeInput {
  @Field({ description: 'Who has died.' })
  deceased!: PersonSubjectInput;

  @Field(() => RelationEnum, { description: 'What you are to them.' })
  relation!: Relation;

  @Field(() => InterestEnum)
  interest!: Interest;

  @Field(() => [ID], { nullable: true, description: 'Default: all that the purpose DECEASED_KIN_QUERY has.' })
  items?: string[] | null;

  @Field(() => [RelativeEvidenceInput], {
    description: 'Of the death and of the kinship, each at least once.',
  })
  evidence!: RelativeEvidenceInput[];
}

@InputType({ description: 'Whom the papers name, as the reviewer reads them.' })
class RelativePapersInput {
  @Field()
  deceased!: PersonSubjectInput;

  @Field()
  applicant!: PersonSubjectInput;
}

@InputType()
export class ReviewRelativeApplicationInput {
  @Field(() => ID)
  id!: string;

  @Field()
  approve!: boolean;

  @Field(() => RelativePapersInput, { nullable: true, description: 'To approve.' })
  papers?: RelativePapersInput | null;

  @Field(() => String, { nullable: true, description: 'To refuse; the applicant is told.' })
  reason?: string | null;
}
