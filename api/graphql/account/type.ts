import { Field, ObjectType } from 'type-graphql';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { ConsentRequestConnection } from '../consent-request/type.js';
import { DisclosureConnection } from '../disclosure/type.js';
import { GrantConnection } from '../grant/type.js';

@ObjectType({
  description:
    'The signed-in person’s own side: their data, the requests to them, their grants, and every read.',
})
export class Account {
  @Field(() => InsuredPerson, {
    description:
      'The person’s own record (PIPL 45). Items that need a stronger session than this one are masked. The look is recorded in `accesses`. FORBIDDEN once the account is closed.',
  })
  person!: InsuredPerson;

  @Field(() => [Provider], {
    description:
      'The records of the providers (定点医药机构) that this person legally represents. Empty for most people.',
  })
  providers!: Provider[];

  @Field(() => ConsentRequestConnection, {
    description:
      'Requests of recipients to this person, and to the providers that they represent, newest first.',
  })
  consentRequests!: ConsentRequestConnection;

  @Field(() => GrantConnection, {
    description: 'Grants that concern this person, and the providers that they represent, newest first.',
  })
  grants!: GrantConnection;

  @Field(() => DisclosureConnection, {
    description:
      'Every use of a grant to read this person’s data: who read which items, when, and under which grant. Newest first. Re-readings of what a use opened are in rereads.',
  })
  disclosures!: DisclosureConnection;
}
