import { NotVerified } from '../format/verification-error.js';

/** An entry as it is read from a log: whatever it says, it says it of some time. */
export type LoggedEntry = Readonly<Record<string, unknown>> & { readonly kind: string; readonly at: string };

/** What the log has said of a grant so far. */
interface GrantInLog {
  readonly subject: unknown;
  readonly recipient: unknown;
  readonly purpose: unknown;
  readonly maxUses: number | null;
  readonly validUntil: string;
  uses: number;
  /** Leaf hash of the last use, hex. */
  lastUse: string | null;
  stopped: 'revoked' | 'suspended' | null;
}

type GrantEntry = LoggedEntry & { readonly grant: string };

/**
 * Follows each grant through the log: given once, then used 1, 2, 3 ... up to N, each use naming the one before, and
 * never once it is revoked, suspended or over. What breaks this is evidence against the platform itself.
 */
export class Uses {
  constructor(private readonly grants: Map<string, GrantInLog> = new Map()) {}

  /** @throws NotVerified if this entry can't come after those before it */
  take(entry: LoggedEntry, leafHash: Buffer): void {
    if (typeof entry.grant !== 'string') return;
    const follow = Object.hasOwn(FOLLOWED, entry.kind) ? FOLLOWED[entry.kind] : undefined;
    if (follow) follow(this.grants, entry as GrantEntry, leafHash.toString('hex'));
  }

  /** Leaf hash of the grant's last use so far. */
  lastUse(grantId: string): Buffer | null {
    const hash = this.grants.get(grantId)?.lastUse;
    return hash ? Buffer.from(hash, 'hex') : null;
  }

  *entries(): Iterable<[id: string, grant: GrantInLog]> {
    yield* this.grants;
  }
}

type Follow = (grants: Map<string, GrantInLog>, entry: GrantEntry, leafHash: string) => void;

const FOLLOWED: Readonly<Record<string, Follow>> = {
  GRANT_GIVEN(grants, entry) {
    must(!grants.has(entry.grant), `grant ${entry.grant} is given twice`);
    const { grant, subject, recipient, purpose, maxUses, validUntil } = entry;
    must(maxUses === null || typeof maxUses === 'number', `grant ${grant} has no number of uses`);
    must(typeof validUntil === 'string', `grant ${grant} has no end`);
    const terms = { subject, recipient, purpose, maxUses, validUntil };
    grants.set(grant, { ...terms, uses: 0, lastUse: null, stopped: null });
  },

  GRANT_REVOKED(grants, { grant }) {
    given(grants, grant).stopped = 'revoked';
  },

  GRANT_SUSPENDED(grants, { grant }) {
    given(grants, grant).stopped ??= 'suspended';
  },

  GRANT_REINSTATED(grants, { grant }) {
    const known = given(grants, grant);
    if (known.stopped === 'suspended') known.stopped = null;
  },

  DISCLOSURE(grants, entry, leafHash) {
    const grant = standing(grants, entry);
    const { useNumber } = entry;
    must(
      useNumber === grant.uses + 1,
      `grant ${entry.grant} is used for the ${useNumber}. time after the ${grant.uses}.`,
    );
    must(
      grant.maxUses === null || useNumber <= grant.maxUses,
      `grant ${entry.grant} is used ${useNumber} times of ${grant.maxUses}`,
    );
    must(
      entry.previousUse === grant.lastUse,
      `use ${useNumber} of grant ${entry.grant} does not follow the use before it`,
    );
    grant.uses = useNumber;
    grant.lastUse = leafHash;
  },

  REREAD(grants, entry) {
    const grant = standing(grants, entry);
    const known =
      typeof entry.useNumber === 'number' && entry.useNumber >= 1 && entry.useNumber <= grant.uses;
    must(known, `use ${entry.useNumber} of grant ${entry.grant} is read again, but never was`);
  },
};

function given(grants: Map<string, GrantInLog>, id: string): GrantInLog {
  const grant = grants.get(id);
  if (!grant) throw new NotVerified(`grant ${id} was never given`);
  return grant;
}

/** The grant that an entry uses: given with the same terms, and neither stopped nor over. */
function standing(grants: Map<string, GrantInLog>, entry: GrantEntry): GrantInLog {
  const grant = given(grants, entry.grant);
  must(grant.stopped === null, `grant ${entry.grant} is used though ${grant.stopped}`);
  must(isBefore(entry.at, grant.validUntil), `grant ${entry.grant} is used after its end`);
  for (const term of ['subject', 'recipient', 'purpose', 'maxUses'] as const)
    must(
      (entry[term] ?? null) === (grant[term] ?? null),
      `grant ${entry.grant} is used with another ${term} than was given`,
    );
  return grant;
}

/** Both in the ledger's form, to the microsecond; grants given before it are in PostgreSQL's own, which is longer. */
const isBefore = (at: string, end: string): boolean =>
  at.length === end.length ? at < end : Date.parse(at) <= Date.parse(end);

function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new NotVerified(otherwise);
}
