import { Field, ID, ObjectType } from 'type-graphql';
import { AboutKindEnum } from './about-enums.js';
import { Ward } from './ward-type.js';

@ObjectType({
  description:
    'Whom a request or a grant is about, for whoever decides on it. Reading it reads no record, so it is not recorded.',
})
export class About {
  @Field(() => AboutKindEnum, { description: 'As whom the signed-in person decides.' })
  kind!: string;

  @Field({
    description:
      'What pages call them: the first letter of a person’s name, as 王**, or the name of the provider.',
  })
  label!: string;

  @Field(() => Ward, { nullable: true, description: 'The ward. Null unless the kind is WARD.' })
  ward!: Ward | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Code of the provider. Null unless the kind is PROVIDER.',
  })
  providerCode!: string | null;
}

@ObjectType({
  description:
    'A provider (定点医药机构) that the signed-in person legally represents, as the public list names it.',
})
export class RepresentedProvider {
  @Field(() => ID, { description: 'Code of the provider.' })
  code!: string;

  @Field({ description: 'Its name.' })
  name!: string;
}
