import { Field, ObjectType } from 'type-graphql';

@ObjectType()
export class PageInfo {
  @Field(() => String, { nullable: true })
  endCursor!: string | null;

  @Field()
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
  Field(() => [type()])(NamedConnection.prototype, 'nodes');
  Field(() => PageInfo)(NamedConnection.prototype, 'pageInfo');
  ObjectType(`${name}Connection`)(NamedConnection);
  return NamedConnection;
}
