import type { GraphQLResolveInfo } from 'graphql';
import { FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { RelativeRead } from '../../../consent/deceased/read-record.js';
import { InsuredPerson } from '../../../schema/subject.js';
import { DeceasedRecord } from './record-type.js';

@Resolver(() => DeceasedRecord)
export class DeceasedRecordResolver {
  @FieldResolver()
  usesRemaining(@Root() { application, useNumber }: RelativeRead) {
    return application.maxUses - useNumber;
  }

  @FieldResolver()
  person(@Root() { data }: RelativeRead, @Info() info: GraphQLResolveInfo) {
    return new InsuredPerson(data.person.get(String(info.path.key)) ?? {});
  }
}
