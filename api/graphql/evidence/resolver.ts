import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { fhirAuditEvent, fhirConsent } from '../../../consent/consent-record/fhir-consent.js';
import { consentRecord } from '../../../consent/consent-record/iso-27560.js';
import { unavailable } from '../../../consent/kernel/refusal.js';
import type { Context } from '../common/context.js';
import { DisclosureExportFormat, GrantExportFormat } from './export-format.js';
import { partsOf } from './grant-parts.js';
import { leafOf } from './leaf.js';
import { disclosureOf, grantOf } from './visible-records.js';

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
