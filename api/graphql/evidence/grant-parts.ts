import type { GrantParts } from '../../../consent/consent-record/iso-27560.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { unavailable } from '../../../consent/kernel/refusal.js';
import type { RecordedEntry } from '../../../consent/ledger/entries/find-entries.js';
import type { Context } from '../common/context.js';

/** Loads the parts that the evidence of a grant consists of. */
export async function partsOf(
  { loaders }: Context,
  grant: GrantEntity,
): Promise<GrantParts & { readonly given: RecordedEntry }> {
  const [given, request, recipient] = await Promise.all([
    loaders.grantEntry.load(grant.id),
    loaders.request.load(grant.requestId),
    loaders.recipient.load(grant.recipientCode),
  ]);
  if (!given || !request || !recipient) throw unavailable(new Error('A grant without its entry.'));
  return { grant, request, recipient, given, subject: String(given.entry.subject) };
}
