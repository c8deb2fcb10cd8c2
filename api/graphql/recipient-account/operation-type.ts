import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DataItem } from '../catalogue/type.js';
import { GrantedItem } from '../grant/type.js';

@ObjectType({
  description:
    'A Boolean variable of @include or @skip in a registered document, and the items that hang on it: another value of it can change whether they are read.',
})
export class OperationSwitch {
  @Field({ description: 'The variable, without the dollar sign.' })
  variable!: string;

  @Field(() => [DataItem], { description: 'The items that hang on it; none where only other fields do.' })
  items!: DataItem[];
}

@ObjectType({
  description:
    'Registered operation: a GraphQL document by which an agreement is used. What it can do is derived from the document itself, for whatever variables are sent with it.',
})
export class RegisteredOperation {
  @Field(() => ID, {
    description:
      'SHA-256 of the document’s UTF-8 text, in hex. Sent as documentId, with or without the prefix sha256:.',
  })
  id!: string;

  @Field({ description: 'What the institution calls it.' })
  name!: string;

  @Field({ description: 'The document.' })
  document!: string;

  @Field(() => [GrantedItem], {
    description:
      'The items that it can read, each as the purpose gives it: the largest set that any variables can reach. Empty for a document that reads nobody’s record.',
  })
  reads!: GrantedItem[];

  @Field(() => [DataItem], {
    description: 'The items by which it can filter records, as the day of settlement by from and to.',
  })
  filtersBy!: DataItem[];

  @Field(() => [DataItem], {
    description: 'The items that it can compare with values of the institution (verify).',
  })
  compares!: DataItem[];

  @Field(() => [OperationSwitch], {
    description: 'Every Boolean variable of @include and @skip, in the order of the document.',
  })
  switches!: OperationSwitch[];

  @Field(() => [DataItem], {
    description:
      'What of all this is beyond the minimum (R-08): the items that the purpose does not require. Each needs a reason.',
  })
  beyondMinimum!: DataItem[];

  @Field(() => Int, {
    description:
      'Fields of the document and elements of lists in its answer, at most, whatever the sizes of pages.',
  })
  cost!: number;
}
