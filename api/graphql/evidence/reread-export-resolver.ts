import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { fhirAuditEvent } from '../../../consent/consent-record/fhir-audit-event.js';
import type { Reread as RereadEntry } from '../../../consent/gate/reread-history.js';
import { unavailable } from '../../../consent/kernel/refusal.js';
import type { Context } from '../common/context.js';
import { Reread } from '../disclosure/reread-type.js';
import { DisclosureExportFormat } from './export-format.js';

/** Whoever sees a re-reading sees it in a standard form too. */
@Resolver(() => Reread)
export class RereadExportResolver {
  @FieldResolver()
  async export(
    @Ctx() { loaders, services }: Context,
    @Root() { id, disclosureId, at, why }: RereadEntry,
    @Arg('format', () => DisclosureExportFormat, { description: 'The form.' })
    _format: DisclosureExportFormat,
  ): Promise<string> {
    // The digest of an answer that this process has just given may still be on its way.
    await services.digests.flush();
    const [use, recorded] = await Promise.all([
      loaders.disclosure.load(disclosureId),
      loaders.rereadEntry.load(id),
    ]);
    const recipient = use && (await loaders.recipient.load(use.recipientCode));
    if (!recorded || !recipient) throw unavailable(new Error('A re-reading without its entry.'));
    const { grantId, personId } = use;
    const parts = { id: `reread-${id}`, grantId, personId, at, rereads: { disclosureId, why } };
    return JSON.stringify(fhirAuditEvent(recorded.entry, parts, recipient));
  }
}
