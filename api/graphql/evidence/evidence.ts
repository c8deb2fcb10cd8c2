import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { fhirAuditEvent, fhirConsent } from '../../../consent/consent-record/fhir-consent.js';
import { consentRecord, type GrantParts } from '../../../consent/consent-record/iso-27560.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { badInput, refuse, unavailable } from '../../../consent/kernel/refusal.js';
import type { Entry } from '../../../consent/ledger/entries/entry.js';
import { entryById } from '../../../consent/ledger/entries/find-entries.js';
import type { LeafOf } from '../../../consent/ledger/log/published-log.js';
import { isOwner, type Subject } from '../../../consent/people/subject.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { asPerson, type Context } from '../common/context.js';
import { Disclosure } from '../disclosure/disclosure.js';
import { Grant } from '../grant/grant.js';

enum GrantExportFormat {
  ISO_27560 = 'ISO_27560',
  FHIR = 'FHIR',
}
registerEnumType(GrantExportFormat, {
  name: 'GrantExportFormat',
  description: 'ISO/IEC TS 27560 consent record, or HL7 FHIR R4 Consent; both as JSON.',
});

enum DisclosureExportFormat {
  FHIR = 'FHIR',
}
registerEnumType(DisclosureExportFormat, {
  name: 'DisclosureExportFormat',
  description: 'HL7 FHIR R4 AuditEvent, as JSON.',
});

/** Evidence is for the two parties (the person, or the provider's representative, and the recipient) and for officers. */
async function maySee(context: Context, of: Subject & { readonly recipientCode: string }): Promise<boolean> {
  const { caller, em } = context;
  if (caller.kind === 'ANONYMOUS') asPerson(context);
  if (caller.kind === 'RECIPIENT') return of.recipientCode === caller.recipientCode;
  if (caller.kind === 'PERSON') return isOwner(queryOn(em), caller.personId, of);
  if (caller.kind !== 'STAFF' || caller.role !== 'OFFICER') return false;
  await assertActs(queryOn(em), caller);
  return true;
}

async function grantOf(context: Context, id: string): Promise<GrantEntity> {
  const grant = await context.loaders.grant.load(id);
  return grant && (await maySee(context, grant))
    ? grant
    : refuse('NOT_FOUND', 'There is no such grant of yours.');
}

async function disclosureOf(context: Context, id: string): Promise<DisclosureRecord> {
  const record = await context.loaders.disclosure.load(id);
  return record && (await maySee(context, record))
    ? record
    : refuse('NOT_FOUND', 'There is no such disclosure of yours.');
}

/** What a grant's evidence is made of. */
async function partsOf(
  { loaders }: Context,
  grant: GrantEntity,
): Promise<GrantParts & { readonly entry: Entry }> {
  const [entry, request, recipient] = await Promise.all([
    loaders.grantEntry.load(grant.id),
    loaders.request.load(grant.requestId),
    loaders.recipient.load(grant.recipientCode),
  ]);
  if (!entry || !request || !recipient) throw unavailable(new Error('A grant without its entry.'));
  return { grant, request, recipient, entry, subject: String(entry.subject) };
}

@Resolver()
export class EvidenceResolver {
  @Query(() => String, {
    description:
      'The log’s last checkpoint (C2SP tlog-checkpoint, a signed note). Public, as is the log at /log.',
  })
  async logCheckpoint(@Ctx() { services }: Context): Promise<string> {
    return (await services.log.checkpoint()).note;
  }

  @Query(() => String, {
    description:
      'That a grant, a disclosure or a leaf is in the log (C2SP tlog-proof); its extra is the entry itself.',
  })
  async inclusionProof(
    @Ctx() context: Context,
    @Arg('disclosureId', () => ID, { nullable: true }) disclosureId?: string | null,
    @Arg('grantId', () => ID, { nullable: true }) grantId?: string | null,
    @Arg('leafIndex', () => Int, { nullable: true }) leafIndex?: number | null,
  ): Promise<string> {
    return context.services.log.inclusionProof(await leafOf(context, { disclosureId, grantId, leafIndex }));
  }

  @Query(() => String, {
    description: 'That the log of one size is the beginning of that of another: hashes, base64, a line each.',
  })
  consistencyProof(
    @Ctx() { services }: Context,
    @Arg('from', () => Int) from: number,
    @Arg('to', () => Int) to: number,
  ): Promise<string> {
    return services.log.consistencyProof(from, to);
  }

  @Query(() => String, {
    description: 'The ledger’s entry of a grant or a disclosure: canonical JSON (docs/ledger.md).',
  })
  async ledgerEntry(
    @Ctx() context: Context,
    @Arg('disclosureId', () => ID, { nullable: true }) disclosureId?: string | null,
    @Arg('grantId', () => ID, { nullable: true }) grantId?: string | null,
  ): Promise<string> {
    return context.services.log.entry(await leafOf(context, { disclosureId, grantId }));
  }

  @Query(() => String, { description: 'A grant in the form of others.' })
  async grantExport(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('format', () => GrantExportFormat) format: GrantExportFormat,
  ): Promise<string> {
    const parts = await partsOf(context, await grantOf(context, id));
    return JSON.stringify(
      format === GrantExportFormat.FHIR ? fhirConsent(parts, await context.now()) : consentRecord(parts),
    );
  }

  @Query(() => String, { description: 'A disclosure in the form of others.' })
  async disclosureExport(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('format', () => DisclosureExportFormat) _format: DisclosureExportFormat,
  ): Promise<string> {
    const record = await disclosureOf(context, id);
    const [entry, recipient] = await Promise.all([
      context.loaders.disclosureEntry.load(record.id),
      context.loaders.recipient.load(record.recipientCode),
    ]);
    if (!entry || !recipient) throw unavailable(new Error('A disclosure without its entry.'));
    return JSON.stringify(fhirAuditEvent(entry, recipient));
  }
}

interface Wanted {
  readonly disclosureId?: string | null | undefined;
  readonly grantId?: string | null | undefined;
  readonly leafIndex?: number | null | undefined;
}

async function leafOf(context: Context, { disclosureId, grantId, leafIndex }: Wanted): Promise<LeafOf> {
  if ([disclosureId, grantId, leafIndex].filter((one) => one != null).length !== 1)
    throw badInput('disclosureId', 'Name exactly one: disclosureId, grantId or leafIndex.');
  if (disclosureId != null) return { disclosureId: (await disclosureOf(context, disclosureId)).id };
  if (grantId != null) return { grantId: (await grantOf(context, grantId)).id };
  return { leafIndex: leafIndex! };
}

@Resolver(() => Grant)
export class GrantEvidenceResolver {
  @FieldResolver(() => String, {
    description: 'Signed proof of the grant (compact JWS), with its consent record by ISO/IEC TS 27560.',
  })
  async artefact(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<string> {
    const { entry, ...parts } = await partsOf(context, grant);
    return context.services.receipts.artefact(entry, { record: consentRecord(parts) });
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Opens the commitment in the ledger: SHA-256 of these 32 bytes (hex) and the ID number, or the provider’s code. Null once the person is erased.',
  })
  async commitmentOpening(
    @Ctx() { em, services }: Context,
    @Root() grant: GrantEntity,
  ): Promise<string | null> {
    return services.givenGrants.opening(queryOn(em), grant.id);
  }
}

@Resolver(() => Disclosure)
export class DisclosureEvidenceResolver {
  @FieldResolver(() => String, {
    description:
      'Signed proof of what was released with this answer (compact JWS); in a list, of the use itself.',
  })
  async receipt(
    @Ctx() { em, loaders, services }: Context,
    @Root() { id, entryId }: { readonly id: string; readonly entryId?: string },
  ): Promise<string> {
    const entry = entryId ? await entryById(queryOn(em), entryId) : await loaders.disclosureEntry.load(id);
    if (!entry) throw unavailable(new Error('A disclosure without its entry.'));
    return services.receipts.receipt(entry);
  }
}
