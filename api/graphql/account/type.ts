import { Field, ObjectType } from 'type-graphql';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { ConsentRequestConnection } from '../consent-request/type.js';
import { DisclosureConnection } from '../disclosure/type.js';
import { GrantConnection } from '../grant/type.js';

@ObjectType({ description: 'The signed-in person’s own side: data, requests, grants, and every read.' })
export class Account {
  @Field(() => InsuredPerson)
  person!: InsuredPerson;

  @Field(() => [Provider], { description: 'Providers this person legally represents.' })
  providers!: Provider[];

  @Field(() => ConsentRequestConnection)
  consentRequests!: ConsentRequestConnection;

  @Field(() => GrantConnection)
  grants!: GrantConnection;

  @Field(() => DisclosureConnection, { description: 'Who read what, when and why.' })
  disclosures!: DisclosureConnection;
}
