import { Field, ID, InputType, Int } from 'type-graphql';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import type { OfficerActKind } from '../../../consent/supervision/act.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { GrantModeEnum } from '../common/enums.js';
import { OfficerActEnum } from '../common/staff-enums.js';

@InputType({ description: 'An item whose level is to be raised.' })
class RaisedItemInput {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field(() => Int, { description: 'The new level: 2 or 3, and higher than the one in force.' })
  level!: number;
}

@InputType({ description: 'A purpose that stays in an agreement, as far as it is to stay.' })
class NarrowedPurposeInput {
  @Field(() => ID, { description: 'Code of the purpose.' })
  purpose!: string;

  @Field(() => [ID], {
    nullable: true,
    description: 'Codes of the items that may still be asked for. Null: as before.',
  })
  items?: string[] | null;

  @Field(() => [GrantModeEnum], {
    nullable: true,
    description: 'Modes that may still be asked for. Null: as before.',
  })
  modes?: GrantMode[] | null;
}

@InputType({ description: 'How an agreement is to be.' })
class NewAgreementInput {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day in force. Null: today. END_AGREEMENT has none.',
  })
  validFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The last day in force, three years after the first at the latest. Null: a year after the first; for CHANGE_AGREEMENT as before; for END_AGREEMENT it ends at once.',
  })
  validUntil?: string | null;

  @Field(() => [NarrowedPurposeInput], {
    nullable: true,
    description:
      'For CHANGE_AGREEMENT: every purpose that stays, none with more than before. Null: all stay as they are. APPROVE_APPLICATION has those of the application.',
  })
  purposes?: NarrowedPurposeInput[] | null;
}

@InputType({ description: 'What an officer proposes.' })
export class ProposeActInput {
  @Field(() => OfficerActEnum, { description: 'What is to be done.' })
  kind!: OfficerActKind;

  @Field(() => ID, {
    nullable: true,
    description:
      'Code of the recipient that it is about. Needed for every kind but PUBLISH_CATALOGUE, which has none, and APPROVE_APPLICATION and REGISTER_PRODUCT, whose subject tells it.',
  })
  recipient?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The application for APPROVE_APPLICATION, the code of the product for REGISTER_PRODUCT, and for no other kind.',
  })
  subject?: string | null;

  @Field(() => NewAgreementInput, {
    nullable: true,
    description:
      'How the agreement is to be, for APPROVE_APPLICATION, CHANGE_AGREEMENT and END_AGREEMENT. Null: the defaults of each.',
  })
  agreement?: NewAgreementInput | null;

  @Field(() => [RaisedItemInput], {
    nullable: true,
    description:
      'The items whose level is raised, 1 to 200. Needed for PUBLISH_CATALOGUE, and for no other kind.',
  })
  raises?: RaisedItemInput[] | null;

  @Field({ description: 'Why; at most 500 characters.' })
  reason!: string;
}
