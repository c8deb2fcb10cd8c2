import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { DateTimeScalar } from '../../schema/scalars/date-time.js';
import { AccessesResolver } from './account/accesses.js';
import { AccountResolver } from './account/account.js';
import {
  AwaitingGuardianGrantResolver,
  AwaitingGuardianRequestResolver,
} from './account/awaiting-guardian.js';
import { DataExportResolver } from './account/data-export.js';
import { WardResolver, WardsResolver } from './account/ward.js';
import { AuthenticationResolver } from './authentication/authentication.js';
import { ProviderSignInResolver } from './authentication/federated-sign-in.js';
import { PasskeyResolver } from './authentication/passkey.js';
import { CatalogueResolver, DataCategoryResolver, DataItemResolver } from './catalogue/catalogue.js';
import { PurposeResolver } from './catalogue/purpose.js';
import { ConsentRequestResolver } from './consent-request/consent-request.js';
import { SpecialDiseasesResolver } from './consent-request/protected-record.js';
import { StatementResolver } from './consent-request/statement.js';
import { CounterApprovalResolver, CounterSessionResolver } from './counter/counter.js';
import {
  DeceasedRecordResolver,
  RelativeApplicationResolver,
  RelativesOfAccountResolver,
} from './deceased/relative-application.js';
import { DisclosureResolver, GrantDisclosuresResolver } from './disclosure/disclosure.js';
import { DisclosureEvidenceResolver, EvidenceResolver, GrantEvidenceResolver } from './evidence/evidence.js';
import { GrantResolver } from './grant/grant.js';
import { SuspendedItemsResolver } from './grant/suspended-items.js';
import { RecipientResolver } from './recipient/recipient.js';
import { RecipientListsResolver } from './recipient-account/lists.js';
import { RecipientNoticeResolver, RecipientNoticesResolver } from './recipient-account/notices.js';
import { StaffResolver } from './staff/staff.js';
import { AccountBreachNoticesResolver, BreachNoticeResolver } from './supervision/breach-notices.js';
import { OfficerResolver } from './supervision/officer.js';

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
