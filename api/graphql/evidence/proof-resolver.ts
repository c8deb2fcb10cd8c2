import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { consentRecord } from '../../../consent/consent-record/iso-27560.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { unavailable } from '../../../consent/kernel/refusal.js';
import { findEntry } from '../../../consent/ledger/entries/find-entries.js';
import type { Context } from '../common/context.js';
import type { DisclosureAnswer } from '../disclosure/answer.js';
import { Disclosure } from '../disclosure/type.js';
import { Grant } from '../grant/type.js';
import { partsOf } from './grant-parts.js';
import { assertParty } from './visible-records.js';

@Resolver(() => Grant)
export class GrantEvidenceResolver {
  @FieldResolver(() => String, {
    description: 'Signed proof of the grant (compact JWS), with its consent record by ISO/IEC TS 27560.',
  })
  async artefact(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<string> {
    const parts = await partsOf(context, grant);
    return context.services.receipts.artefact(parts.given, { record: consentRecord(parts) });
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Opens the commitment of the grant’s ledger entry: the commitment is the SHA-256 of these 32 bytes (64 hexadecimal digits) followed by the ID number, or by the provider’s code. For the person and the recipient of this grant, FORBIDDEN for everybody else. Null once the person is erased.',
  })
  async commitmentOpening(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<string | null> {
    await assertParty(context, grant);
    return context.services.grantRecorder.opening(queryOn(context.em), grant.id);
  }
}

@Resolver(() => Disclosure)
export class DisclosureEvidenceResolver {
  @FieldResolver(() => String, {
    description:
      'Receipt (回执): signed proof of what was given with this answer (compact JWS). In a list of past disclosures: of the use itself.',
  })
  async receipt(
    @Ctx() { em, loaders, services }: Context,
    @Root() { id, entryId, responseDigest }: DisclosureAnswer,
  ): Promise<string> {
    // What this process answered a moment ago has its digest in the ledger before anything is said of it.
    if (!responseDigest) await services.digests.flush();
    const entry =
      entryId && responseDigest
        ? await findEntry(queryOn(em), entryId, responseDigest)
        : await loaders.disclosureEntry.load(id);
    if (!entry) throw unavailable(new Error('A disclosure without its entry.'));
    return services.receipts.receipt(entry);
  }
}
