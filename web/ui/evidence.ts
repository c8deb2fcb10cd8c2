import {
  type AboutInput,
  ConsistencyProofDocument,
  DisclosureProofDocument,
  GrantProofDocument,
  InclusionProofDocument,
  LeafProofDocument,
  RevocationLeafDocument,
} from '../api/gql/graphql';
import { Refused } from '../api/refusal';
import { readText, run, sendJson } from '../api/transport';
import type { Memory } from '../verify/memory';
import { openReceipt, type PublicKeys } from '../verify/receipt';
import type { Evidence, World } from '../verify/verify';

/** What has a proof in the log: one use of a grant, the giving of it, or the taking back. */
export type Provable =
  | { readonly disclosureId: string }
  | { readonly grantId: string }
  | { readonly revoked: string; readonly recipient: string; readonly about: AboutInput };

type Published = Pick<Evidence, 'jwks' | 'keys'>;

/** The keys that the platform publishes for everybody. */
export async function publishedKeys(): Promise<Published> {
  const [jwks, ...keys] = await Promise.all([
    sendJson('GET', '/.well-known/jwks.json'),
    readText('/log/vkeys'),
    readText('/log/witnesses'),
  ]);
  return { jwks: jwks as PublicKeys, keys: keys.flatMap((text) => text.split('\n').filter(Boolean)) };
}

/** A receipt of one's own with all that is needed to check it. @throws Refused */
export async function evidenceOf(provable: Provable): Promise<Evidence> {
  const [published, own] = await Promise.all([publishedKeys(), ownOf(provable)]);
  return { ...published, ...own };
}

type Own = Omit<Evidence, keyof Published>;

function ownOf(provable: Provable): Promise<Own> {
  if ('grantId' in provable) return ofGrant(provable.grantId);
  return 'revoked' in provable ? ofRevocation(provable) : ofDisclosure(provable.disclosureId);
}

/** The entry of a taking back has no receipt: it is found by its number, which the timeline tells. */
async function ofRevocation({
  revoked,
  recipient,
  about,
}: Extract<Provable, { revoked: string }>): Promise<Own> {
  const { me, grant } = await run(RevocationLeafDocument, { id: revoked, recipient, about });
  const index = me.timeline.nodes.find((event) => event.grant?.id === revoked)?.leafIndex;
  if (!grant) throw new Refused('NOT_FOUND');
  if (index == null) throw new Refused('UNAVAILABLE');
  const { inclusionProof } = await run(LeafProofDocument, { leafIndex: index });
  return { receipt: null, takenBack: revoked, proof: inclusionProof, opening: grant.commitmentOpening };
}

async function ofGrant(id: string): Promise<Own> {
  const { grant, inclusionProof } = await run(GrantProofDocument, { id });
  if (!grant) throw new Refused('NOT_FOUND');
  return { receipt: grant.artefact, proof: inclusionProof, opening: grant.commitmentOpening };
}

async function ofDisclosure(id: string): Promise<Own> {
  const { disclosure, inclusionProof } = await run(DisclosureProofDocument, { id });
  if (!disclosure) throw new Refused('NOT_FOUND');
  const { commitmentOpening: opening, revokedAt: stoppedAt } = disclosure.grant;
  return { receipt: disclosure.receipt, proof: inclusionProof, opening, stoppedAt };
}

const HEAD = 'assent-log-head';
const memory: Memory = {
  read: () => localStorage.getItem(HEAD),
  write: (text) => localStorage.setItem(HEAD, text),
};

/** This device and this platform, for the check whether the log has only grown. */
export const world: World = {
  memory,
  now: () => new Date(),
  consistencyProof: async (from, to) => (await run(ConsistencyProofDocument, { from, to })).consistencyProof,
};

/**
 * The evidence as one file, for somebody else to examine. What opens the commitment is left out: whoever has it could try ID
 * numbers against the entry.
 */
export function evidenceFile({ receipt, proof, jwks, keys }: Evidence, at: Date): string {
  return URL.createObjectURL(
    new Blob([JSON.stringify({ receipt, proof, jwks, keys, at: at.toISOString() }, null, 2)], {
      type: 'application/json',
    }),
  );
}

/** The log's proof of a receipt. It is given to the person and the recipient only: null for others, and without a network. */
export async function proofFor(receipt: string, { jwks }: Published): Promise<string | null> {
  try {
    const { entry, opens } = await openReceipt(receipt, jwks);
    const of = entry.kind === 'GRANT_GIVEN' ? { grantId: opens.grant } : { disclosureId: opens.disclosure };
    return (await run(InclusionProofDocument, of)).inclusionProof;
  } catch {
    return null;
  }
}
