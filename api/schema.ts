import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { DateTimeScalar } from '../schema/scalars/date-time.js';
import { AccessesResolver } from './resolvers/accesses.js';
import { AccountResolver } from './resolvers/account.js';
import { AuthenticationResolver } from './resolvers/authentication.js';
import {
  AwaitingGuardianGrantResolver,
  AwaitingGuardianRequestResolver,
} from './resolvers/awaiting-guardian.js';
import { AccountBreachNoticesResolver, BreachNoticeResolver } from './resolvers/breach-notices.js';
import { CatalogueResolver, DataCategoryResolver, DataItemResolver } from './resolvers/catalogue.js';
import { ConsentRequestResolver } from './resolvers/consent-request.js';
import { CounterApprovalResolver, CounterSessionResolver } from './resolvers/counter.js';
import { DataExportResolver } from './resolvers/data-export.js';
import { DisclosureResolver, GrantDisclosuresResolver } from './resolvers/disclosure.js';
import { DisclosureEvidenceResolver, EvidenceResolver, GrantEvidenceResolver } from './resolvers/evidence.js';
import { GrantResolver } from './resolvers/grant.js';
import { OfficerResolver } from './resolvers/officer.js';
import { PasskeyResolver } from './resolvers/passkey.js';
import { ProviderSignInResolver } from './resolvers/provider-sign-in.js';
import { PurposeResolver } from './resolvers/purpose.js';
import { RecipientResolver } from './resolvers/recipient.js';
import { RecipientListsResolver } from './resolvers/recipient-lists.js';
import { RecipientNoticeResolver, RecipientNoticesResolver } from './resolvers/recipient-notices.js';
import {
  DeceasedRecordResolver,
  RelativeApplicationResolver,
  RelativesOfAccountResolver,
} from './resolvers/relatives.js';
import { SpecialDiseasesResolver } from './resolvers/special-disease.js';
import { StaffResolver } from './resolvers/staff.js';
import { StatementResolver } from './resolvers/statement.js';
import { SuspendedItemsResolver } from './resolvers/suspended-items.js';
import { WardResolver, WardsResolver } from './resolvers/ward.js';

/** The GraphQL schema, built from what the decorators declare; once per process. */
export const createSchema = (): Promise<GraphQLSchema> =>
  buildSchema({
    resolvers: [
      AccountBreachNoticesResolver,
      AccountResolver,
      AuthenticationResolver,
      BreachNoticeResolver,
      AwaitingGuardianGrantResolver,
      AwaitingGuardianRequestResolver,
      CatalogueResolver,
      ConsentRequestResolver,
      CounterApprovalResolver,
      CounterSessionResolver,
      DataCategoryResolver,
      DataItemResolver,
      DisclosureEvidenceResolver,
      DeceasedRecordResolver,
      DisclosureResolver,
      EvidenceResolver,
      GrantDisclosuresResolver,
      GrantEvidenceResolver,
      GrantResolver,
      OfficerResolver,
      PasskeyResolver,
      ProviderSignInResolver,
      AccessesResolver,
      DataExportResolver,
      PurposeResolver,
      RecipientListsResolver,
      RecipientNoticeResolver,
      RecipientNoticesResolver,
      RecipientResolver,
      RelativeApplicationResolver,
      RelativesOfAccountResolver,
      StaffResolver,
      SuspendedItemsResolver,
      WardResolver,
      WardsResolver,
      SpecialDiseasesResolver,
      StatementResolver,
    ],
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    // Inputs are held to their rules by the engine, which knows the purpose and the agreement.
    validate: false,
  });

/** The text committed as schema.graphql. */
export const schemaText = (schema: GraphQLSchema): string =>
  `${printSchema(lexicographicSortSchema(schema))}\n`;
