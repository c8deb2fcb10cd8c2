import { ArgsType, Field, ID, Int } from 'type-graphql';

/** Names an entry of the ledger by what it is about. */
@ArgsType()
export class EntryArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'A disclosure of the caller’s. NOT_FOUND for any other.',
  })
  disclosureId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A grant of the caller’s. NOT_FOUND for any other.' })
  grantId?: string | null;
}

/** Names a leaf of the log. */
@ArgsType()
export class LeafArgs extends EntryArgs {
  @Field(() => Int, { nullable: true, description: 'A leaf of the log, counted from 0.' })
  leafIndex?: number | null;
}
