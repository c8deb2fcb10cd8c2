import { Field, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { Purpose, PurposeItem } from '../catalogue/purpose-type.js';
import { GrantModeEnum } from '../common/enums.js';
import { RegisteredOperation } from './operation-type.js';

@ObjectType({ description: 'A purpose that an agreement opens to its recipient.' })
export class AgreedPurpose {
  @Field(() => Purpose, { description: 'The purpose.' })
  purpose!: Purpose;

  @Field(() => [PurposeItem], {
    description: 'The items of the purpose that the recipient may ask for, each with its strongest delivery.',
  })
  items!: PurposeItem[];

  @Field(() => [GrantModeEnum], { description: 'The modes of use that it may ask for.' })
  modes!: string[];

  @Field(() => [RegisteredOperation], {
    description:
      'The documents that the recipient’s software runs for it, each with what it can do. Where the agreement is strict, it can run no other.',
  })
  operations!: RegisteredOperation[];

  @Field({ description: 'Whether each use must say who asks, by staff number (RedeemGrantInput.operator).' })
  operatorRequired!: boolean;
}

@ObjectType({
  description: 'Agreement (数据使用协议, R-18): what a recipient may ever ask for.',
})
export class Agreement {
  @Field(() => Int, {
    description:
      'Counts the changes of the agreement, and the catalogue versions that were published under it.',
  })
  version!: number;

  @Field(() => DateScalar, { description: 'The day on which its present terms were applied.' })
  validFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day in force: after it nothing can be asked for or redeemed. Null: it has no end.',
  })
  validUntil!: string | null;

  @Field(() => [AgreedPurpose], { description: 'The purposes that it opens.' })
  purposes!: AgreedPurpose[];

  @Field({
    description:
      'Whether the recipient may run the registered documents of its purposes and nothing else: OPERATION_NOT_REGISTERED for any other document.',
  })
  strict!: boolean;
}
