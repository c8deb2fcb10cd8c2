import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { GrantModeEnum } from '../common/enums.js';
import { ConsentRequest, RequestedItem } from '../consent-request/type.js';
import { Product } from '../product/type.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({ description: 'Somebody for whom the signed-in person may decide in an interaction.' })
export class InteractionSubject {
  @Field(() => ID, { description: 'For bindInteraction. It says nothing outside this interaction.' })
  id!: string;

  @Field({ description: 'Whether it is the signed-in person.' })
  self!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Of a ward, the relation as the register has it (agnter_rlts); LEGAL_REP of a provider. Null for oneself.',
  })
  relation!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the pages call a ward, masked, or the name of a provider. Null for oneself.',
  })
  label!: string | null;
}

@ObjectType({
  description:
    'A redirect in progress (快速投保): somebody came from a recipient’s own app to decide on its request, and goes back afterwards. What is asked can be read before signing in.',
})
export class ConsentInteraction {
  @Field(() => ID, { description: 'As in the address of the page.' })
  uid!: string;

  @Field(() => Recipient, { description: 'Who asks.' })
  recipient!: Recipient;

  @Field({
    description:
      'Host of the address to which the browser goes afterwards, to be shown to the person; of an app’s own scheme, the scheme.',
  })
  returnHost!: string;

  @Field(() => Purpose, { description: 'What is asked for.' })
  purpose!: Purpose;

  @Field(() => Product, {
    nullable: true,
    description: 'The registered product under whose name it is asked. Null where none was named.',
  })
  product!: Product | null;

  @Field(() => [RequestedItem], { description: 'The items that are asked for.' })
  items!: RequestedItem[];

  @Field(() => GrantModeEnum, { description: 'How often the grant is to be used.' })
  mode!: string;

  @Field(() => Int, { nullable: true, description: 'Most uses. 1 for ONE_TIME, null for MULTI_USE.' })
  maxUses!: number | null;

  @Field(() => Int, { description: 'Validity of the grant in days, counted from the approval.' })
  validForDays!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day of the records. Null: as far back as the purpose allows.',
  })
  recordsFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the records. Null: until the day of use.',
  })
  recordsTo!: string | null;

  @Field({ description: 'The recipient’s notice (告知书).' })
  notice!: string;

  @Field(() => ConsentRequest, {
    nullable: true,
    description:
      'The request, to be approved or denied. Null until the signed-in person has said for whom they decide, and for everybody else.',
  })
  request!: ConsentRequest | null;

  @Field(() => [InteractionSubject], {
    description:
      'For whom the signed-in person may decide here: themselves and wards, or providers. Empty before.',
  })
  subjects!: InteractionSubject[];

  @Field(() => DateTimeScalar, { description: 'Until when it can be finished.' })
  expiresAt!: Date;
}

@ObjectType({ description: 'How a redirect ends.' })
export class InteractionReturn {
  @Field({
    description:
      'Where the browser goes now. From there it is sent back to the recipient, with a code or with access_denied.',
  })
  location!: string;
}
