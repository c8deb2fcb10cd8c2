import { covers, type ItemDelivery } from '../../kernel/delivery.js';
import { VerificationError } from '../format/verification-error.js';

/** An entry that was read from a log. Every entry has a kind and a time. */
export type LoggedEntry = Readonly<Record<string, unknown>> & { readonly kind: string; readonly at: string };

/** The terms and the uses of one grant, as far as the log was read. */
interface GrantChain {
  readonly subject: unknown;
  readonly recipient: unknown;
  readonly purpose: unknown;
  readonly items: readonly ItemDelivery[];
  readonly maxUses: number | null;
  readonly validUntil: string;
  uses: number;
  /** Leaf hash of the last use, hex. */
  lastUse: string | null;
  stopped: 'revoked' | 'superseded' | 'suspended' | null;
}

type GrantEntry = LoggedEntry & { readonly grant: string };

/**
 * Checks the chain of uses of every grant in the log. A grant is given once. Its uses are numbered 1, 2, 3 ... up to N,
 * each use names the previous one and discloses no item that was not granted, and no use comes after the grant was
 * revoked, superseded, suspended or has ended. An entry that breaks these rules is evidence against the platform itself.
 */
export class GrantChains {
  constructor(private readonly grants: Map<string, GrantChain> = new Map()) {}

  /** @throws VerificationError if this entry can't follow the entries before it */
  append(entry: LoggedEntry, leafHash: Buffer): void {
    if (typeof entry.grant !== 'string') return;
    const rule = Object.hasOwn(RULES, entry.kind) ? RULES[entry.kind] : undefined;
    if (rule) rule(this.grants, entry as GrantEntry, leafHash.toString('hex'));
  }

  /** Returns the leaf hash of the grant's last use; null if there is none. */
  lastUse(grantId: string): Buffer | null {
    const hash = this.grants.get(grantId)?.lastUse;
    return hash ? Buffer.from(hash, 'hex') : null;
  }

  *entries(): Iterable<[id: string, grant: GrantChain]> {
    yield* this.grants;
  }
}

type Rule = (grants: Map<string, GrantChain>, entry: GrantEntry, leafHash: string) => void;

const RULES: Readonly<Record<string, Rule>> = {
  GRANT_GIVEN(grants, entry) {
    check(!grants.has(entry.grant), `grant ${entry.grant} is given twice`);
    const { grant, subject, recipient, purpose, items, maxUses, validUntil } = entry;
    check(maxUses === null || typeof maxUses === 'number', `grant ${grant} has no number of uses`);
    check(isItems(items), `grant ${grant} has no items`);
    check(typeof validUntil === 'string', `grant ${grant} has no end`);
    const terms = { subject, recipient, purpose, items, maxUses, validUntil };
    grants.set(grant, { ...terms, uses: 0, lastUse: null, stopped: null });
  },

  GRANT_REVOKED(grants, { grant }) {
    givenGrant(grants, grant).stopped = 'revoked';
  },

  GRANT_SUPERSEDED(grants, { grant }) {
    givenGrant(grants, grant).stopped = 'superseded';
  },

  GRANT_SUSPENDED(grants, { grant }) {
    givenGrant(grants, grant).stopped ??= 'suspended';
  },

  GRANT_REINSTATED(grants, { grant }) {
    const known = givenGrant(grants, grant);
    if (known.stopped === 'suspended') known.stopped = null;
  },

  DISCLOSURE(grants, entry, leafHash) {
    const grant = usableGrant(grants, entry);
    const { useNumber } = entry;
    check(
      useNumber === grant.uses + 1,
      `grant ${entry.grant} is used for the ${useNumber}. time after the ${grant.uses}.`,
    );
    check(
      grant.maxUses === null || useNumber <= grant.maxUses,
      `grant ${entry.grant} is used ${useNumber} times of ${grant.maxUses}`,
    );
    check(
      entry.previousUse === grant.lastUse,
      `use ${useNumber} of grant ${entry.grant} does not follow the use before it`,
    );
    grant.uses = useNumber;
    grant.lastUse = leafHash;
  },

  /** The use was taken, though its entry could not be published. */
  SET_ASIDE(grants, entry, leafHash) {
    const grant = grants.get(entry.grant);
    if (entry.of !== 'DISCLOSURE' || !grant) return;
    grant.uses += 1;
    check(
      grant.maxUses === null || grant.uses <= grant.maxUses,
      `grant ${entry.grant} is used ${grant.uses} times of ${grant.maxUses}`,
    );
    grant.lastUse = leafHash;
  },

  REREAD(grants, entry) {
    const grant = usableGrant(grants, entry);
    const known =
      typeof entry.useNumber === 'number' && entry.useNumber >= 1 && entry.useNumber <= grant.uses;
    check(known, `use ${entry.useNumber} of grant ${entry.grant} is read again, but never was`);
  },
};

function givenGrant(grants: Map<string, GrantChain>, id: string): GrantChain {
  const grant = grants.get(id);
  if (!grant) throw new VerificationError(`grant ${id} was never given`);
  return grant;
}

/** Returns the grant that an entry uses, after checking that its terms are the same and that it may be used. */
function usableGrant(grants: Map<string, GrantChain>, entry: GrantEntry): GrantChain {
  const grant = givenGrant(grants, entry.grant);
  check(grant.stopped === null, `grant ${entry.grant} is used though ${grant.stopped}`);
  check(isBefore(entry.at, grant.validUntil), `grant ${entry.grant} is used after its end`);
  for (const term of ['subject', 'recipient', 'purpose', 'maxUses'] as const)
    check(
      (entry[term] ?? null) === (grant[term] ?? null),
      `grant ${entry.grant} is used with another ${term} than was given`,
    );
  const { items } = entry;
  check(isItems(items), `grant ${entry.grant} is used without a list of items`);
  const outside = items.filter((item) => !isGranted(item, grant.items)).map(({ item }) => item);
  check(
    outside.length === 0,
    `grant ${entry.grant} is used for what it does not give: ${outside.join(', ')}`,
  );
  return grant;
}

const isItems = (items: unknown): items is readonly ItemDelivery[] =>
  Array.isArray(items) &&
  items.every((one) => typeof one?.item === 'string' && typeof one?.delivery === 'string');

const isGranted = ({ item, delivery }: ItemDelivery, granted: readonly ItemDelivery[]): boolean =>
  granted.some((one) => one.item === item && covers(one.delivery, delivery));

/** Compares two minutes as text. A grant ends at the next full minute, so the last use lies before it. */
const isBefore = (at: string, end: string): boolean => at < end;

function check(holds: boolean, fault: string): asserts holds {
  if (!holds) throw new VerificationError(fault);
}
