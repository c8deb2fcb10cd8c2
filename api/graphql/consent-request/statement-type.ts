import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({ description: 'One thing that a person must be told before they decide (PIPL 17, 23, 30).' })
export class StatementLine {
  @Field(() => ID, { description: 'Code of the line, for example PURPOSE, ITEMS or RETENTION.' })
  code!: string;

  @Field({ description: 'Heading in Chinese.' })
  labelZh!: string;

  @Field({ description: 'Heading in English.' })
  labelEn!: string;

  @Field({ description: 'The text in Chinese.' })
  text!: string;

  @Field({ description: 'The text in English. Names of institutions stand as they are registered.' })
  textEn!: string;
}
