import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'How to go on in a list. Lists go forward only and tell no totals.' })
export class PageInfo {
  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last row, for the argument after of the next page. Null for an empty list.',
  })
  endCursor!: string | null;

  @Field({ description: 'Whether there are rows after this page.' })
  hasNextPage!: boolean;
}

export interface Connection<T> {
  nodes: T[];
  pageInfo: PageInfo;
}

/** Declares `<Name>Connection { nodes, pageInfo }`. It has no total, because the number of rows that a reader may not see must stay unknown. */
export function connectionOf<T extends object>(
  name: string,
  type: () => new () => T,
): new () => Connection<T> {
  class NamedConnection implements Connection<T> {
    nodes!: T[];
    pageInfo!: PageInfo;
  }
  const nodes = { description: 'The rows of this page.' };
  Field(() => [type()], nodes)(NamedConnection.prototype, 'nodes');
  Field(() => PageInfo, { description: 'How to go on.' })(NamedConnection.prototype, 'pageInfo');
  ObjectType(`${name}Connection`, { description: `One page of a list of ${name}.` })(NamedConnection);
  return NamedConnection;
}
