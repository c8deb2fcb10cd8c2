import 'reflect-metadata';
import { GraphQLSchema, specifiedDirectives } from 'graphql';
import { buildSchema } from 'type-graphql';
import { DateTimeScalar } from '../../schema/scalars/date-time.js';
import { AboutGrantResolver, AboutRequestResolver, ActingForResolver } from './account/about-resolver.js';
import { AccessesResolver } from './account/access-resolver.js';
import {
  AwaitingGuardianGrantResolver,
  AwaitingGuardianRequestResolver,
} from './account/awaiting-guardian-resolver.js';
import { CountsResolver } from './account/counts-resolver.js';
import { DataExportResolver } from './account/data-export-resolver.js';
import { AccountRereadsResolver, WardRereadsResolver } from './account/rereads-resolver.js';
import { AccountResolver } from './account/resolver.js';
import { WardResolver, WardsResolver } from './account/ward-resolver.js';
import { ApplicationResolver } from './application/resolver.js';
import { ProviderSignInResolver } from './authentication/federated-sign-in-resolver.js';
import { PasskeyResolver } from './authentication/passkey-resolver.js';
import { AuthenticationResolver } from './authentication/resolver.js';
import { SessionResolver } from './authentication/session-resolver.js';
import { PurposeResolver } from './catalogue/purpose-resolver.js';
import { CatalogueResolver, DataCategoryResolver, DataItemResolver } from './catalogue/resolver.js';
import { chargeLists } from './common/answer-size.js';
import type { Context } from './common/context.js';
import { AnswerResolver } from './consent-request/answer-resolver.js';
import { GrantRequestResolver } from './consent-request/grant-request-resolver.js';
import { ApprovalPreviewResolver } from './consent-request/preview-resolver.js';
import { ProtectedRecordResolver } from './consent-request/protected-record-resolver.js';
import { ConsentRequestResolver } from './consent-request/resolver.js';
import { StatementResolver } from './consent-request/statement-resolver.js';
import { CounterApprovalResolver } from './counter/approval-resolver.js';
import { CounterSessionResolver } from './counter/resolver.js';
import { CounterSessionActsResolver } from './counter/session-acts-resolver.js';
import { RelativesOfAccountResolver } from './deceased/account-resolver.js';
import { DeceasedRecordResolver } from './deceased/record-resolver.js';
import { RelativeApplicationResolver } from './deceased/resolver.js';
import { itemDirectives } from './directives.js';
import { GrantDisclosuresResolver } from './disclosure/grant-disclosures-resolver.js';
import { DisclosureRereadsResolver, RereadResolver } from './disclosure/rereads-resolver.js';
import { DisclosureResolver } from './disclosure/resolver.js';
import { DisclosureEvidenceResolver, GrantEvidenceResolver } from './evidence/proof-resolver.js';
import { RereadExportResolver } from './evidence/reread-export-resolver.js';
import { EvidenceResolver } from './evidence/resolver.js';
import { GrantGivenResolver } from './grant/given-resolver.js';
import { GrantResolver } from './grant/resolver.js';
import { SuspendedItemsResolver } from './grant/suspended-items-resolver.js';
import { InteractionResolver } from './interaction/resolver.js';
import { InstitutionResolver, MemberResolver } from './member/resolver.js';
import { AccountObjectionsResolver, ObjectionResolver } from './objection/resolver.js';
import { OpenDataResolver } from './open-data/resolver.js';
import { ProductResolver } from './product/resolver.js';
import { DirectoryResolver } from './recipient/directory-resolver.js';
import { RecipientResolver } from './recipient/resolver.js';
import { AgreedPurposeResolver, RecipientAgreementResolver } from './recipient-account/agreement-resolver.js';
import { RecipientNoticeResolver, RecipientNoticesResolver } from './recipient-account/notice-resolver.js';
import { RecipientListsResolver } from './recipient-account/resolver.js';
import { RecipientKeyResolver } from './software/key-resolver.js';
import { MemberSoftwareResolver, SoftwareResolver } from './software/resolver.js';
import { StaffResolver } from './staff/resolver.js';
import { AccountBreachNoticesResolver, BreachNoticeResolver } from './supervision/breach-notice-resolver.js';
import { OfficerResolver } from './supervision/officer-act-resolver.js';
import { AccountTimelineResolver, TimelineEventResolver, WardTimelineResolver } from './timeline/resolver.js';

const declaredSchema = (): Promise<GraphQLSchema> =>
  buildSchema({
    resolvers: [
      AboutGrantResolver,
      ApplicationResolver,
      AboutRequestResolver,
      AgreedPurposeResolver,
      ActingForResolver,
      AccountBreachNoticesResolver,
      AccountResolver,
      AuthenticationResolver,
      BreachNoticeResolver,
      AwaitingGuardianGrantResolver,
      AwaitingGuardianRequestResolver,
      CatalogueResolver,
      ConsentRequestResolver,
      CounterApprovalResolver,
      CounterSessionActsResolver,
      CounterSessionResolver,
      DataCategoryResolver,
      DataItemResolver,
      DisclosureEvidenceResolver,
      DeceasedRecordResolver,
      DisclosureResolver,
      EvidenceResolver,
      RereadExportResolver,
      InteractionResolver,
      GrantDisclosuresResolver,
      AnswerResolver,
      ApprovalPreviewResolver,
      GrantEvidenceResolver,
      GrantGivenResolver,
      GrantResolver,
      InstitutionResolver,
      MemberResolver,
      MemberSoftwareResolver,
      SoftwareResolver,
      RecipientKeyResolver,
      OfficerResolver,
      OpenDataResolver,
      PasskeyResolver,
      ProductResolver,
      ProviderSignInResolver,
      AccessesResolver,
      CountsResolver,
      DataExportResolver,
      PurposeResolver,
      GrantRequestResolver,
      RecipientAgreementResolver,
      RecipientListsResolver,
      RecipientNoticeResolver,
      RecipientNoticesResolver,
      RecipientResolver,
      DirectoryResolver,
      AccountRereadsResolver,
      DisclosureRereadsResolver,
      RereadResolver,
      WardRereadsResolver,
      RelativeApplicationResolver,
      RelativesOfAccountResolver,
      SessionResolver,
      StaffResolver,
      SuspendedItemsResolver,
      AccountObjectionsResolver,
      ObjectionResolver,
      AccountTimelineResolver,
      TimelineEventResolver,
      WardTimelineResolver,
      WardResolver,
      WardsResolver,
      ProtectedRecordResolver,
      StatementResolver,
    ],
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    // consent/ validates inputs, because the limits depend on the purpose and the agreement.
    validate: false,
  });

const DESCRIPTION =
  'Assent (知数): people decide, item by item, which institution may read their medical-insurance data (医保数据), how often and until when; every read is counted, recorded and provable. Every error has extensions.code, one of the codes in docs/api.md.';
const ROOTS = {
  Query: 'What can be read without changing anything. Reads of personal data are recorded in the ledger.',
  Mutation: 'What changes something, or takes a use of a grant.',
};

/** Whatever a request has read is dropped when it changes something, so that the answer shows what is true after it. */
function forgetAfterChanges(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const change = field.resolve!;
    field.resolve = async (source, args, context: Context, info) => {
      try {
        return await change(source, args, context, info);
      } finally {
        context.forget();
      }
    };
  }
}

/** The GraphQL schema, built from what the decorators declare; once per process. */
export async function createSchema(): Promise<GraphQLSchema> {
  const declared = await declaredSchema();
  chargeLists(declared);
  forgetAfterChanges(declared);
  // The decorators have no place for the descriptions of the root types.
  for (const [name, description] of Object.entries(ROOTS)) declared.getType(name)!.description = description;
  return new GraphQLSchema({
    ...declared.toConfig(),
    description: DESCRIPTION,
    directives: [...specifiedDirectives, ...Object.values(itemDirectives(declared))],
  });
}
