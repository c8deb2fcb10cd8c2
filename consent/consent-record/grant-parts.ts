import type { Classification } from '../catalogue/classification.js';
import { isSensitive } from '../catalogue/sensitivity.js';
import type { ConsentRequest } from '../grants/consent-request.js';
import type { Grant } from '../grants/grant.js';
import type { GrantorRole } from '../grants/grantor.js';
import type { GrantStatus } from '../grants/standing.js';
import type { RecordedEntry } from '../ledger/entries/find-entries.js';
import type { Recipient } from '../recipients/recipient.js';

/** The controller: the bureau that runs the platform. */
export const CONTROLLER = {
  party_id: 'CITY-MEDICAL-INSURANCE-BUREAU',
  party_name: '医疗保障局 Medical insurance bureau',
};

/** Everything that the platform holds of a grant, for its exports. */
export interface GrantParts {
  readonly grant: Grant;
  readonly status: GrantStatus;
  readonly request: ConsentRequest;
  readonly recipient: Recipient;
  /** The commitment to the person or provider, hex. Nothing else identifies them. */
  readonly subject: string;
  readonly given: RecordedEntry;
  /** What happened to the grant, from when it was given, oldest first. */
  readonly events: readonly RecordedEntry[];
  /** The number of the impact assessment in the recipient's agreement; null if the agreement has ended. */
  readonly impactAssessment: string | null;
  /** the items whose level was raised since, and which wait for the person's confirmation. */
  readonly suspended: ReadonlySet<string>;
  /** The catalogue under which the grant was given. */
  readonly classification: Classification;
}

export const roleOf = ({ given }: Pick<GrantParts, 'given'>): GrantorRole => given.entry.role as GrantorRole;

/** The exact time of an entry; in the log it is a handle. */
export const momentOf = ({ opens }: RecordedEntry): string => opens.moment!.split('/')[0]!;

/** Whether an item of this grant is sensitive: by the catalogue, by law, or because a guardian gave it. */
export const isSensitiveIn = (parts: Pick<GrantParts, 'given' | 'classification'>, item: string): boolean =>
  roleOf(parts) === 'GUARDIAN' || isSensitive({ item }) || parts.classification.levelOf(item) === 3;

/** When the grant stops: by its terms, or earlier. */
export function endOf({ validUntil, revokedAt, supersededAt }: Grant): Date {
  const ends = [validUntil, revokedAt, supersededAt].filter((end) => end != null);
  return new Date(Math.min(...ends.map((end) => end.getTime())));
}
