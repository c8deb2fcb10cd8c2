import { Field, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson } from '../../../schema/subject.js';
import { ConsentRequestConnection } from '../consent-request/type.js';
import { DisclosureConnection } from '../disclosure/type.js';
import { GrantConnection } from '../grant/type.js';

@ObjectType({ description: 'Ward (被监护人): somebody whom the signed-in person acts for as guardian.' })
export class Ward {
  @Field({ description: 'Code table agnter_rlts' })
  relation!: string;

  @Field({ description: 'Where the guardianship is known from, e.g. HOUSEHOLD_REGISTER or COURT_DECISION' })
  source!: string;

  @Field(() => DateScalar)
  since!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends by itself: the 18th birthday, or a day on file.',
  })
  endsAt!: Date | null;

  @Field(() => InsuredPerson, {
    nullable: true,
    description:
      'null from the 14th birthday on. Every item of a child is treated as sensitive: unmasked at FACE only.',
  })
  person!: InsuredPerson | null;

  @Field(() => ConsentRequestConnection)
  consentRequests!: ConsentRequestConnection;

  @Field(() => GrantConnection)
  grants!: GrantConnection;

  @Field(() => DisclosureConnection)
  disclosures!: DisclosureConnection;
}
