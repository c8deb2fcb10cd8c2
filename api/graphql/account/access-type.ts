import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { AccessKindEnum, StrengthEnum } from '../common/enums.js';
import { GrantedItem } from '../grant/type.js';

@ObjectType({ description: 'A look at one’s own record, or at that of a provider one represents.' })
class Access {
  @Field(() => DateTimeScalar)
  at!: Date;

  @Field(() => AccessKindEnum)
  kind!: string;

  @Field(() => StrengthEnum, { nullable: true })
  strength!: string | null;

  @Field(() => [GrantedItem])
  items!: GrantedItem[];
}

export const AccessConnection = connectionOf('Access', () => Access);
