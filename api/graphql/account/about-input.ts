import { Field, ID, InputType } from 'type-graphql';
import type { AboutKind } from '../../../consent/people/about-kind.js';
import { AboutKindEnum } from './about-enums.js';

@InputType({ description: 'Whom the rows of a list are about.' })
export class AboutInput {
  @Field(() => AboutKindEnum, { description: 'As whom the signed-in person reads the list.' })
  kind!: AboutKind;

  @Field(() => ID, { nullable: true, description: 'The ward, by Ward.id. Needed for the kind WARD.' })
  ward?: string | null;

  @Field(() => ID, { nullable: true, description: 'Code of the provider. Needed for the kind PROVIDER.' })
  provider?: string | null;
}
