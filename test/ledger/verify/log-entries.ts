import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../../../consent/crypto/canonical-json.js';
import { leafHash } from '../../../consent/ledger/format/merkle.js';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const ITEMS = [
  { item: 'SETL_ID', delivery: 'RETURN' },
  { item: 'FIXMEDINS_NAME', delivery: 'MASKED' },
  { item: 'PSN_NAME', delivery: 'VERIFY' },
];

/** A grant in the story. */
interface StoryGrant {
  readonly id: string;
  readonly maxUses: number | null;
  uses: number;
  lastUse: string | null;
}

/** Writes the entries of grants and their uses in the format of the platform. */
export class LogStory {
  readonly entries: Buffer[] = [];
  private readonly grants: StoryGrant[] = [];

  give(maxUses: number | null = 3): StoryGrant {
    const grant: StoryGrant = { id: randomUUID(), maxUses, uses: 0, lastUse: null };
    this.grants.push(grant);
    this.write('GRANT_GIVEN', grant, { validUntil: '2027-01-01T00:00Z' });
    return grant;
  }

  use(grant: StoryGrant, changed: Record<string, unknown> = {}): void {
    grant.uses += 1;
    grant.lastUse = this.write('DISCLOSURE', grant, {
      disclosure: digest(randomUUID()),
      useNumber: grant.uses,
      previousUse: grant.lastUse,
      ...changed,
    });
  }

  write(kind: string, grant: StoryGrant, more: Record<string, unknown> = {}): string {
    const entry = canonicalJson({
      v: 2,
      kind,
      at: '2026-07-01T08:00Z',
      grant: digest(`grant ${grant.id}`),
      subject: digest(grant.id),
      recipient: 'INSURER_A',
      purpose: 'CLAIM',
      items: ITEMS,
      maxUses: grant.maxUses,
      ...more,
    });
    this.entries.push(Buffer.from(entry));
    return leafHash(Buffer.from(entry)).toString('hex');
  }

  /** Adds grants, and uses each of them up, until the log has this many entries. */
  upTo(size: number): this {
    while (this.entries.length < size) {
      const open = this.grants.find(({ uses, maxUses }) => maxUses !== null && uses < maxUses);
      if (open && this.entries.length % 2 === 1) this.use(open);
      else this.give(2 + (this.entries.length % 3));
    }
    return this;
  }
}
