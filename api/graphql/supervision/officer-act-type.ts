import { Field, ID, Int, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { AgreementChange } from '../application/change-type.js';
import { DataItem } from '../catalogue/type.js';
import { OfficerActEnum, OfficerActStateEnum } from '../common/staff-enums.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({ description: 'An item whose level a catalogue version raises.' })
class RaisedItem {
  @Field(() => DataItem, { description: 'The item.' })
  item!: DataItem;

  @Field(() => Int, { description: 'The new level: 2 or 3.' })
  level!: number;
}

@ObjectType({
  description:
    'An act of the bureau (医保局) that takes two officers: one proposes it, another confirms it within a day.',
})
export class OfficerAct {
  @Field(() => ID, { description: 'Identifier of the act, for confirmAct.' })
  id!: string;

  @Field(() => OfficerActEnum, { description: 'What is done.' })
  kind!: string;

  @Field(() => Recipient, {
    nullable: true,
    description:
      'The recipient that it is about. Null for PUBLISH_CATALOGUE, and for the approval of an institution that is none yet.',
  })
  recipient!: Recipient | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The application, or the code of the product. Null unless it is APPROVE_APPLICATION or REGISTER_PRODUCT.',
  })
  subject!: string | null;

  @Field({
    description:
      'SHA-256 (hex) of all that it does. Whoever confirms an act about an agreement sends it back, so that nobody confirms what changed meanwhile.',
  })
  digest!: string;

  @Field(() => [AgreementChange], {
    description:
      'The difference that it makes, as both officers see it. Empty where it is about no agreement.',
  })
  diff!: AgreementChange[];

  @Field(() => [RaisedItem], {
    nullable: true,
    description: 'The items whose level is raised. Null unless it is PUBLISH_CATALOGUE.',
  })
  raises!: RaisedItem[] | null;

  @Field({ description: 'Why.' })
  reason!: string;

  @Field(() => ID, { description: 'Code of the officer who proposed it.' })
  proposedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was proposed.' })
  proposedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Code of the officer who confirmed it. Null: nobody has.' })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it took effect. Null: it has not.' })
  confirmedAt!: Date | null;

  @Field(() => OfficerActStateEnum, { description: 'What came of it so far.' })
  state!: string;

  @Field(() => DateTimeScalar, {
    description: `Until when another officer may confirm it: ${LIMITS.actHours} hours after it was proposed.`,
  })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the officer who proposed it took it back. Null: they did not.',
  })
  withdrawnAt!: Date | null;
}
