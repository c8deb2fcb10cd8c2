import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({ description: 'One thing that a person must be told before they decide (PIPL 17, 23, 30).' })
export class StatementLine {
  @Field(() => ID)
  code!: string;

  @Field()
  labelZh!: string;

  @Field()
  labelEn!: string;

  @Field()
  text!: string;
}
