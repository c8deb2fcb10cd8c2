import { Field, ID, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson } from '../../../schema/subject.js';
import { ConsentRequestConnection } from '../consent-request/type.js';
import { DisclosureConnection } from '../disclosure/type.js';
import { GrantConnection } from '../grant/type.js';
import { WardCapacityEnum } from './about-enums.js';

@ObjectType({ description: 'Ward (被监护人): somebody for whom the signed-in person acts as guardian.' })
export class Ward {
  @Field(() => ID, {
    description:
      'By what this guardian names the ward, as in Account.ward. Another guardian has another id for them.',
  })
  id!: string;

  @Field({
    description:
      'What pages call the ward: the first letter of the name, as 王**; of two wards who would be called alike the last letter too. Reading it reads no record.',
  })
  label!: string;

  @Field(() => WardCapacityEnum, { description: 'What the ward may decide alone today.' })
  capacity!: string;

  @Field({ description: 'What the guardian is to the ward: a code of the national code table agnter_rlts.' })
  relation!: string;

  @Field({
    description:
      'Source from which the guardianship is known, for example HOUSEHOLD_REGISTER or COURT_DECISION.',
  })
  source!: string;

  @Field(() => DateScalar, {
    description:
      'First day of the guardianship; cut to its year unless the session has FACE. For a child it is the day of birth, so whoever asks for it, or for endsAt, reads that item of the ward: the reading is in the ledger and in the ward’s list.',
  })
  since!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the guardianship ends by itself: the ward’s 18th birthday, or the day on file. Null where no such time is known, or unless the session has FACE.',
  })
  endsAt!: Date | null;

  @Field(() => InsuredPerson, {
    nullable: true,
    description:
      'The ward’s record of the last 60 months. Every item counts as sensitive: masked unless the session has FACE. Null where looking is the ward’s own affair: from the 14th birthday on, unless a court has named the guardian.',
  })
  person!: InsuredPerson | null;

  @Field(() => ConsentRequestConnection, { description: 'Requests of recipients to the ward, newest first.' })
  consentRequests!: ConsentRequestConnection;

  @Field(() => GrantConnection, { description: 'Grants that concern the ward, newest first.' })
  grants!: GrantConnection;

  @Field(() => DisclosureConnection, {
    description: 'Every read of the ward’s data under a grant, newest first.',
  })
  disclosures!: DisclosureConnection;
}
