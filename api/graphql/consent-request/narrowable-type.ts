import { Field, Int, ObjectType } from 'type-graphql';
import type { ModeBounds, Narrowable as NarrowableBounds } from '../../../consent/grants/narrowing.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { GrantModeEnum } from '../common/enums.js';

@ObjectType({ description: 'The most that may be given of a request in one mode.' })
class NarrowableMode {
  @Field(() => GrantModeEnum, { description: 'The mode.' })
  mode!: string;

  @Field(() => Int, { nullable: true, description: 'Most uses. Null for MULTI_USE, which has no total.' })
  usesMax!: number | null;

  @Field(() => DateTimeScalar, { description: 'Latest end of a grant that is given now.' })
  latestEnd!: Date;
}

@ObjectType({
  description:
    'The most that the person may give of a request. approveConsentRequest accepts what is within, and answers TERMS_NOT_ALLOWED beyond.',
})
export class Narrowable {
  @Field(() => [GrantModeEnum], { description: 'The modes that may be chosen, the narrowest first.' })
  modes!: string[];

  @Field(() => Int, {
    nullable: true,
    description: 'Most uses, of the widest mode that has a total. Null where only MULTI_USE may be chosen.',
  })
  usesMax!: number | null;

  @Field(() => DateTimeScalar, {
    description: 'Latest end of a grant that is given now, in the mode that was asked for.',
  })
  latestEnd!: Date;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Earliest first day of the records. Null: no limit.',
  })
  earliestRecord!: string | null;

  @Field(() => [NarrowableMode], { description: 'The same for each mode that may be chosen.' })
  byMode!: readonly ModeBounds[];
}

export const shownNarrowable = ({ byMode, earliestRecord }: NarrowableBounds): Narrowable | null => {
  const asked = byMode.at(-1);
  if (!asked) return null;
  return {
    modes: byMode.map(({ mode }) => mode),
    usesMax: byMode.findLast(({ usesMax }) => usesMax !== null)?.usesMax ?? null,
    latestEnd: asked.latestEnd,
    earliestRecord,
    byMode,
  };
};
