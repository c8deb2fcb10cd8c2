import { createHash } from 'node:crypto';
import { checkDigest } from '../kernel/digest-input.js';
import { badInput } from '../kernel/refusal.js';

/** What is kept of an approval at the counter: digests only, the papers stay in the agency's archive. */
export interface CounterEvidence {
  /** SHA-256 (hex) of each paper that was scanned. */
  readonly documents: readonly string[];
  /** SHA-256 (hex) of the signature, on paper or pad (电子签名法 13). */
  readonly signature: string;
  /** SHA-256 (hex) of the notice as it was shown. */
  readonly notice: string;
}

const MOST_DOCUMENTS = 20;

export const noticeDigest = (notice: string): string => createHash('sha256').update(notice).digest('hex');

/** @throws Refusal BAD_USER_INPUT; also when another text was shown than the one that is asked about */
export function checkEvidence(evidence: CounterEvidence, notice: string): CounterEvidence {
  const { documents, signature } = evidence;
  if (documents.length === 0 || documents.length > MOST_DOCUMENTS)
    throw badInput('evidence.documents', `Give the digests of 1 to ${MOST_DOCUMENTS} papers.`);
  for (const digest of documents) checkDigest('evidence.documents', digest);
  checkDigest('evidence.signature', signature);
  if (checkDigest('evidence.notice', evidence.notice) !== noticeDigest(notice))
    throw badInput('evidence.notice', 'Another notice was shown than that of the request.');
  return { documents, signature, notice: evidence.notice };
}
