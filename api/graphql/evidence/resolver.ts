import { Arg, Args, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { fhirAuditEvent } from '../../../consent/consent-record/fhir-audit-event.js';
import { fhirConsent } from '../../../consent/consent-record/fhir-consent.js';
import { consentRecord } from '../../../consent/consent-record/iso-27560.js';
import { unavailable } from '../../../consent/kernel/refusal.js';
import type { Context } from '../common/context.js';
import { DisclosureExportFormat, GrantExportFormat } from './export-format.js';
import { partsOf } from './grant-parts.js';
import { leafOf } from './leaf.js';
import { EntryArgs, LeafArgs } from './leaf-args.js';
import { disclosureOf, grantOf } from './visible-records.js';

@Resolver()
export class EvidenceResolver {
  @Query(() => String, {
    description:
      'The last checkpoint of the public log (C2SP tlog-checkpoint, a signed note). Public, as is the log at /log.',
  })
  async logCheckpoint(@Ctx() { services }: Context): Promise<string> {
    return (await services.log.checkpoint()).note;
  }

  @Query(() => String, {
    description:
      'Proof that a grant, a disclosure or a leaf is in the log (C2SP tlog-proof); its extra line is the entry itself. Exactly one argument, otherwise BAD_USER_INPUT. UNAVAILABLE while the entry is not yet in the log.',
  })
  async inclusionProof(@Ctx() context: Context, @Args(() => LeafArgs) leaf: LeafArgs): Promise<string> {
    return context.services.log.inclusionProof(await leafOf(context, leaf));
  }

  @Query(() => String, {
    description:
      'Proof that the log of one size is the beginning of the log of another (RFC 6962): hashes in base64, one on each line.',
  })
  consistencyProof(
    @Ctx() { services }: Context,
    @Arg('from', () => Int, { description: 'The smaller size, in leaves.' }) from: number,
    @Arg('to', () => Int, { description: 'The larger size, in leaves.' }) to: number,
  ): Promise<string> {
    return services.log.consistencyProof(from, to);
  }

  @Query(() => String, {
    description:
      'The ledger’s entry of a grant or a disclosure, as canonical JSON. Exactly one argument, otherwise BAD_USER_INPUT.',
  })
  async ledgerEntry(@Ctx() context: Context, @Args(() => EntryArgs) entry: EntryArgs): Promise<string> {
    return context.services.log.entry(await leafOf(context, entry));
  }

  @Query(() => String, {
    description:
      'A grant in a standard form, as JSON text. NOT_FOUND unless the caller is its person, its recipient or an officer.',
  })
  async grantExport(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The grant.' }) id: string,
    @Arg('format', () => GrantExportFormat, { description: 'The form.' }) format: GrantExportFormat,
  ): Promise<string> {
    const parts = await partsOf(context, await grantOf(context, id));
    return JSON.stringify(format === GrantExportFormat.FHIR ? fhirConsent(parts) : consentRecord(parts));
  }

  @Query(() => String, {
    description:
      'A disclosure in a standard form, as JSON text. NOT_FOUND unless the caller is its person, its recipient or an officer.',
  })
  async disclosureExport(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The disclosure.' }) id: string,
    @Arg('format', () => DisclosureExportFormat, { description: 'The form.' })
    _format: DisclosureExportFormat,
  ): Promise<string> {
    const record = await disclosureOf(context, id);
    // The digest of an answer that this process has just given may still be on its way.
    await context.services.digests.flush();
    const [recorded, recipient] = await Promise.all([
      context.loaders.disclosureEntry.load(record.id),
      context.loaders.recipient.load(record.recipientCode),
    ]);
    if (!recorded || !recipient) throw unavailable(new Error('A disclosure without its entry.'));
    const parts = { ...record, at: record.disclosedAt };
    return JSON.stringify(fhirAuditEvent(recorded.entry, parts, recipient));
  }
}
