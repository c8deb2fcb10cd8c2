import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { AccessKindEnum, StrengthEnum } from '../common/enums.js';
import { GrantedItem } from '../grant/type.js';

@ObjectType({
  description: 'One entry of the list of looks at one’s own record, or at that of a provider one represents.',
})
class Access {
  @Field(() => DateTimeScalar, { description: 'When the record was opened.' })
  at!: Date;

  @Field(() => AccessKindEnum, {
    description: 'Whether the person looked, exported, or read as a near relative of somebody who has died.',
  })
  kind!: string;

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
}

export const AccessConnection = connectionOf('Access', () => Access);
