import { ArgsType, Field, ID, Int } from 'type-graphql';
import type { ActState, OfficerActKind } from '../../../consent/supervision/act.js';
import { OfficerActEnum, OfficerActStateEnum } from '../common/staff-enums.js';

@ArgsType()
export class ActSearchArgs {
  @Field(() => Int, { nullable: true, defaultValue: 50, description: 'Acts in one answer, 1 to 50.' })
  first?: number | null;

  @Field(() => ID, {
    nullable: true,
    description: 'An act: those that were proposed before it. Null: from the newest.',
  })
  before?: string | null;

  @Field(() => OfficerActStateEnum, { nullable: true, description: 'Acts of this state. Null: of any.' })
  state?: ActState | null;

  @Field(() => OfficerActEnum, { nullable: true, description: 'Acts of this kind. Null: of any.' })
  kind?: OfficerActKind | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Acts about this recipient. Null: about any, and about none.',
  })
  recipient?: string | null;
}
