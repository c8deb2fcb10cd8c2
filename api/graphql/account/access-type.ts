import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import {
  AccessKindEnum,
  AccessReaderEnum,
  AccessReasonEnum,
  AccessRecordEnum,
  LookedAtEnum,
  StrengthEnum,
} from '../common/enums.js';
import { StaffRoleEnum } from '../common/staff-enums.js';
import { GrantedItem } from '../grant/type.js';

@ObjectType({
  description:
    'One look at a record that was no use of a grant: by its owner, a guardian, a representative, a near relative or an employee.',
})
class Access {
  @Field(() => DateTimeScalar, { description: 'When the record was opened.' })
  at!: Date;

  @Field(() => AccessKindEnum, {
    description:
      'Whether the person looked, exported, or read as a near relative of somebody who has died; or an employee looked.',
  })
  kind!: string;

  @Field(() => AccessReaderEnum, { description: 'Who looked.' })
  by!: string;

  @Field(() => AccessRecordEnum, { description: 'Whose record it was, for the person who lists it.' })
  record!: string;

  @Field(() => StrengthEnum, {
    nullable: true,
    description:
      'How strongly the person was authenticated in that session. Null for entries that record no strength.',
  })
  strength!: string | null;

  @Field(() => [GrantedItem], {
    description: 'The items that were read, and whether each was shown in clear or masked.',
  })
  items!: GrantedItem[];

  @Field(() => AccessReasonEnum, {
    nullable: true,
    description: 'Why, where it was for more than to see it. Null for every other look.',
  })
  why!: string | null;

  @Field(() => StaffRoleEnum, {
    nullable: true,
    description: 'The role in which an employee looked. Null unless the kind is STAFF_LOOK.',
  })
  staffRole!: string | null;

  @Field(() => LookedAtEnum, {
    nullable: true,
    description: 'What the employee looked at. Null unless the kind is STAFF_LOOK.',
  })
  lookedAt!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Identifier of what the employee looked at, as of the grant. Null unless the kind is STAFF_LOOK.',
  })
  object!: string | null;
}

export const AccessConnection = connectionOf('Access', () => Access);
