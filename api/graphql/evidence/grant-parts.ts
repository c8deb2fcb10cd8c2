import type { GrantParts } from '../../../consent/consent-record/grant-parts.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { unavailable } from '../../../consent/kernel/refusal.js';
import type { Context } from '../common/context.js';

/** Loads the parts that the evidence of a grant consists of. */
export async function partsOf({ loaders }: Context, grant: GrantEntity): Promise<GrantParts> {
  const [status, request, recipient, agreement, events, catalogues, suspended] = await Promise.all([
    loaders.grantStatus.load(grant.id),
    loaders.request.load(grant.requestId),
    loaders.recipient.load(grant.recipientCode),
    loaders.agreement.load(grant.recipientCode),
    loaders.grantEvents.load(grant.id),
    loaders.catalogueVersions.load('all'),
    loaders.suspendedItems.load(grant.id),
  ]);
  const given = events.find(({ entry }) => entry.kind === 'GRANT_GIVEN');
  if (!status || !given || !request || !recipient) throw unavailable(new Error('A grant without its entry.'));
  return {
    grant,
    status,
    request,
    recipient,
    given,
    events,
    subject: String(given.entry.subject),
    suspended: new Set(suspended.map(({ item }) => item)),
    impactAssessment:
      agreement?.purposes.find(({ code }) => code === grant.purposeCode)?.impactAssessment ?? null,
    classification: catalogues.find(({ version }) => version === grant.catalogueVersion) ?? catalogues[0]!,
  };
}
