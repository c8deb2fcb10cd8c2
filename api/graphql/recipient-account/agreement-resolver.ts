import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { cityDay } from '../../../consent/kernel/city-time.js';
import type { NamedOperation } from '../../../consent/operations/operation-registry.js';
import { findPurpose } from '../../../consent/purposes/registry.js';
import {
  type AgreedPurpose as AgreedTerms,
  isStrict,
  purposeUnder,
} from '../../../consent/recipients/agreement.js';
import {
  type AppliedAgreement,
  agreementVersions,
  VERSIONS_MAX,
} from '../../../consent/recipients/find-recipient.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import { itemOf } from '../../../schema/catalogue.js';
import type { Context } from '../common/context.js';
import { grantedItems } from '../grant/type.js';
import { Recipient } from '../recipient/type.js';
import { AgreedPurpose, Agreement } from './agreement-type.js';
import { own } from './own.js';

function agreed(terms: AgreedTerms) {
  const declared = findPurpose(terms.code);
  const purpose = declared && purposeUnder(declared, terms);
  const { items } = terms;
  return purpose
    ? {
        purpose,
        items: [...purpose.required, ...purpose.optional].filter(({ item }) => items?.includes(item) ?? true),
        modes: purpose.modes.map(({ mode }) => mode),
        terms,
        operatorRequired: terms.operatorRequired ?? false,
      }
    : [];
}

const shown = ({ version, appliedAt, validUntil, purposes }: AppliedAgreement) => ({
  version,
  validFrom: cityDay(appliedAt),
  validUntil: validUntil ?? null,
  purposes: purposes.flatMap(agreed),
  strict: isStrict({ purposes }),
});

@Resolver(() => AgreedPurpose)
export class AgreedPurposeResolver {
  @FieldResolver()
  async operations(@Ctx() { services }: Context, @Root() { terms }: { terms: AgreedTerms }) {
    return (await services.operations.analysed(terms)).map(shownOperation);
  }
}

const shownOperation = ({
  reads,
  filtersBy,
  compares,
  switches,
  beyondMinimum,
  ...operation
}: NamedOperation) => ({
  ...operation,
  reads: grantedItems(reads),
  filtersBy: filtersBy.map(itemOf),
  compares: compares.map(itemOf),
  beyondMinimum: beyondMinimum.map(itemOf),
  switches: switches.map(({ variable, items }) => ({ variable, items: items.map(itemOf) })),
});

@Resolver(() => Recipient)
export class RecipientAgreementResolver {
  @FieldResolver(() => Agreement, {
    nullable: true,
    description:
      'The agreement of this recipient, also when it has ended. Public: anybody may know what an institution can ask for. Null: there is none.',
  })
  async agreement(@Ctx() { loaders }: Context, @Root() { code }: RecipientEntity) {
    const agreement = (await loaders.directory.load(code))?.agreement;
    return agreement && shown(agreement);
  }

  @FieldResolver(() => [Agreement], {
    description: `The newest ${VERSIONS_MAX} versions of this recipient’s agreement that were applied, newest first, each as it was then. FORBIDDEN for every caller but the recipient itself and its members (OWNER, HANDLER, AUDITOR).`,
  })
  async agreements(@Ctx() context: Context, @Root() recipient: RecipientEntity) {
    const { recipientCode } = own(context, recipient);
    return (await agreementVersions(queryOn(context.em), recipientCode)).map(shown);
  }
}
