import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import { cityDay, monthsBefore } from '../kernel/city-time.js';
import { LIMITS } from '../kernel/limits.js';
import { type AgreedPurpose, type AgreementTerms, hasEnded } from '../recipients/agreement.js';
import { applyTerms } from '../recipients/apply-terms.js';
import { findAgreement } from '../recipients/find-recipient.js';

/** Terms that officers approved and that are not in force yet. */
export interface WaitingTerms {
  readonly actId: string;
  readonly purposes: readonly AgreedPurpose[];
  readonly validFrom: string;
  readonly validUntil: string | null;
}

/** Null if nothing waits, or if the platform did not write it as it is. */
export async function waitingTerms(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  recipientCode: string,
): Promise<WaitingTerms | null> {
  const [found] = await query('SELECT to_jsonb(w) AS row FROM assent.waiting_agreement($1) AS w', [
    recipientCode,
  ]);
  const row = found?.row as SealableRow | undefined;
  if (!row || !seals.holds('approved_agreement', row)) return null;
  return {
    actId: row.act_id as string,
    purposes: row.purposes as AgreedPurpose[],
    validFrom: row.valid_from as string,
    validUntil: row.valid_until as string | null,
  };
}

/** The newest terms of a recipient, which the next ones change: those that wait, else those in force. Null: there are none. */
export const newestTerms = async (
  tx: Transaction,
  recipientCode: string,
): Promise<Pick<AgreementTerms, 'purposes' | 'validUntil'> | null> =>
  (await waitingTerms(tx, recipientCode)) ?? (await findAgreement(tx, recipientCode));

/** The same, without purposes where the last day is over: what has ended comes back by being asked for alone. */
export async function standingTerms(
  tx: Transaction,
  recipientCode: string,
): Promise<Pick<AgreementTerms, 'purposes' | 'validUntil'> | null> {
  const newest = await newestTerms(tx, recipientCode);
  return newest && hasEnded(newest, cityDay(await tx.now())) ? null : newest;
}

/** Terms that a confirmed act gives an agreement. */
export interface ApprovedTerms extends Omit<WaitingTerms, 'actId'> {
  readonly recipientCode: string;
  readonly applicationId: string | null;
  readonly documentDigest: string | null;
}

/** The row of approved terms, sealed. */
export const sealedApproval = async (
  tx: Transaction,
  actId: string,
  { recipientCode, applicationId, purposes, validFrom, validUntil, documentDigest }: ApprovedTerms,
): Promise<string> =>
  tx.seals.sealed('approved_agreement', {
    act_id: actId,
    recipient_code: recipientCode,
    application_id: applicationId,
    purposes,
    valid_from: validFrom,
    valid_until: validUntil,
    document_digest: documentDigest,
    approved_at: (await tx.now()).toISOString(),
  });

/**
 * Puts the waiting terms of one recipient in force, if their first day has come and officers have activated it. Version,
 * agreement and entry of the ledger are written in one transaction.
 */
export async function putInForce(
  tx: Pick<Transaction, 'query' | 'seals'>,
  recipientCode: string,
): Promise<void> {
  const due = await tx.query('SELECT code FROM assent.agreements_due() AS code WHERE code = $1', [
    recipientCode,
  ]);
  const waiting = due.length > 0 ? await waitingTerms(tx, recipientCode) : null;
  if (waiting) await applyTerms(tx, tx.seals, recipientCode, waiting);
}

/**
 * Puts in force whatever is due, one recipient after another. What ends needs no task: the last day is judged at each use. Any number
 * of processes may call it: of two at once the second waits for the recipient, and finds nothing due.
 * @param inTransaction runs work in a transaction of its own
 */
export async function putDueInForce(
  database: Executor,
  seals: Seals,
  inTransaction: (work: (tx: Executor) => Promise<void>) => Promise<void>,
): Promise<void> {
  for (const { code } of await database.query('SELECT code FROM assent.agreements_due() AS code', []))
    await inTransaction(async ({ query }) => {
      await query('SELECT assent.lock_agreement($1)', [code]);
      await putInForce({ query, seals }, code as string);
    });
}

/** The last day that an agreement may have which begins on this day. */
export const latestEnd = (validFrom: string): string => monthsBefore(validFrom, -12 * LIMITS.agreementYears);
