import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import {
  type OfficerAct as Act,
  confirmAct,
  listActs,
  type OfficerActKind,
  proposeAct,
} from '../../../consent/supervision/officer-acts.js';
import { itemOf } from '../../../schema/catalogue.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/catalogue.js';
import { asStaff, type Context } from '../common/context.js';
import { OfficerActEnum } from '../common/enums.js';
import { Recipient } from '../recipient/recipient.js';

@ObjectType({ description: 'An item whose level a catalogue version raises.' })
class RaisedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => Int)
  level!: number;
}

@ObjectType({
  description: 'What two officers (医保局) do together: one proposes, another confirms within a day.',
})
class OfficerAct {
  @Field(() => ID)
  id!: string;

  @Field(() => OfficerActEnum)
  kind!: string;

  @Field(() => Recipient, { nullable: true })
  recipient!: Recipient | null;

  @Field(() => [RaisedItem], { nullable: true })
  raises!: RaisedItem[] | null;

  @Field()
  reason!: string;

  @Field(() => ID)
  proposedBy!: string;

  @Field(() => DateTimeScalar)
  proposedAt!: Date;

  @Field(() => ID, { nullable: true })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it took effect; null: not yet.' })
  confirmedAt!: Date | null;
}

@InputType()
class RaisedItemInput {
  @Field(() => ID)
  item!: string;

  @Field(() => Int)
  level!: number;
}

@InputType()
class ProposeActInput {
  @Field(() => OfficerActEnum)
  kind!: OfficerActKind;

  @Field(() => ID, { nullable: true, description: 'Whom it is about; for every kind but PUBLISH_CATALOGUE.' })
  recipient?: string | null;

  @Field(() => [RaisedItemInput], { nullable: true, description: 'For PUBLISH_CATALOGUE.' })
  raises?: RaisedItemInput[] | null;

  @Field()
  reason!: string;
}

@Resolver(() => OfficerAct)
export class OfficerResolver {
  @Query(() => [OfficerAct], { description: 'The newest acts, proposed and done. For officers.' })
  officerActs(@Ctx() context: Context) {
    return listActs(queryOn(context.em), asStaff(context, 'OFFICER'));
  }

  @Mutation(() => OfficerAct)
  proposeAct(@Ctx() context: Context, @Arg('input') input: ProposeActInput) {
    return proposeAct(context.em, asStaff(context, 'OFFICER'), input);
  }

  @Mutation(() => OfficerAct, { description: 'Another officer’s word; with it the act takes effect.' })
  confirmAct(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return confirmAct(context.em, asStaff(context, 'OFFICER'), id);
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: Act) {
    return recipientCode ? loaders.recipient.load(recipientCode) : null;
  }

  @FieldResolver()
  raises(@Root() { raises }: Act) {
    return raises?.map(({ item, level }) => ({ item: itemOf(item), level })) ?? null;
  }
}
