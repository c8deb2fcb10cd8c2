import type { ConsentRequest } from '../grants/consent-request.js';
import { checkDigest } from '../kernel/digest-input.js';
import { badInput } from '../kernel/refusal.js';

/** The evidence of an approval at the counter. Only digests are stored; the papers stay in the agency's archive. */
export interface CounterEvidence {
  /** SHA-256 (hex) of each scanned paper. */
  readonly documents: readonly string[];
  /** SHA-256 (hex) of the signature, on paper or pad (电子签名法 13). */
  readonly signature: string;
  /** SHA-256 (hex) of the notice that was shown to the person. */
  readonly notice: string;
}

const DOCUMENTS_MAX = 20;

/** @throws Refusal BAD_USER_INPUT; also if the notice that was shown differs from that of the request */
export function checkEvidence(
  evidence: CounterEvidence,
  { noticeDigest }: Pick<ConsentRequest, 'noticeDigest'>,
): CounterEvidence {
  const { documents, signature } = evidence;
  if (documents.length === 0 || documents.length > DOCUMENTS_MAX)
    throw badInput('evidence.documents', {
      en: `Give the digests of 1 to ${DOCUMENTS_MAX} papers.`,
      zh: `请给出 1 至 ${DOCUMENTS_MAX} 份材料的摘要。`,
    });
  for (const digest of documents) checkDigest('evidence.documents', digest);
  checkDigest('evidence.signature', signature);
  if (checkDigest('evidence.notice', evidence.notice) !== noticeDigest)
    throw badInput('evidence.notice', {
      en: 'Another notice was shown than that of the request. Show the request’s own notice.',
      zh: '出示的告知书与申请的告知书不同。请出示该申请自己的告知书。',
    });
  return { documents, signature, notice: evidence.notice };
}
