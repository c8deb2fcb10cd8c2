import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';

/** The approved applications that a person began: by these they act for a recipient. */
const approvedOf = async (
  tx: Pick<Transaction, 'query' | 'seals'>,
  personId: string,
): Promise<SealableRow[]> =>
  (
    await tx.query(
      `SELECT to_jsonb(a) AS row FROM assent.application AS a
       WHERE begun_by = $1::bigint AND status = 'APPROVED' ORDER BY decided_at`,
      [personId],
    )
  )
    .map(({ row }) => row as SealableRow)
    .filter((row) => tx.seals.holds('application', row));

/** Codes of the recipients for which a person acts. */
export const recipientsOf = async (
  tx: Pick<Transaction, 'query' | 'seals'>,
  personId: string,
): Promise<string[]> => [
  ...new Set((await approvedOf(tx, personId)).map(({ recipient_code }) => recipient_code as string)),
];

/** @throws Refusal NOT_FOUND unless the person acts for the recipient, and the code is that institution's */
export async function assertOwner(
  tx: Pick<Transaction, 'query' | 'seals'>,
  personId: string,
  recipientCode: string,
  uscc: string,
): Promise<void> {
  const own = await approvedOf(tx, personId);
  if (!own.some((row) => row.recipient_code === recipientCode && row.uscc === uscc))
    refuse('NOT_FOUND', {
      en: 'There is no such recipient that you act for. Leave `recipient` out for an institution that is none yet.',
      zh: '没有由您代表的这一机构。尚未成为接收机构的，请不要填写 `recipient`。',
    });
}
