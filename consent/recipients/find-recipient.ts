import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import type { AgreementTerms } from './agreement.js';
import { Recipient } from './recipient.js';

/** The recipient; null if there is none, or if the platform did not write its row as it is. */
export async function findRecipient(tx: Transaction, code: string): Promise<Recipient | null> {
  const [found] = await tx.query('SELECT to_jsonb(r) AS row FROM assent.recipient AS r WHERE code = $1', [
    code,
  ]);
  const row = found?.row as SealableRow | undefined;
  return row && tx.seals.holds('recipient', row) ? tx.em.findOneOrFail(Recipient, { code }) : null;
}

/** An agreement, with the time at which its terms were applied. */
export interface AppliedAgreement extends AgreementTerms {
  readonly appliedAt: Date;
}

/** The agreement, which may have ended; null if there is none, or if the platform did not write its row as it is. */
export async function findAgreement(
  tx: Transaction,
  recipientCode: string,
): Promise<AppliedAgreement | null> {
  const [found] = await tx.query(
    'SELECT to_jsonb(a) AS row FROM assent.agreement AS a WHERE recipient_code = $1',
    [recipientCode],
  );
  return appliedAgreement(tx, (found?.row as SealableRow | undefined) ?? null);
}

/** The agreement of this row; null if the platform did not write the row as it is. */
export const appliedAgreement = (
  { seals }: Pick<Transaction, 'seals'>,
  row: SealableRow | null,
): AppliedAgreement | null =>
  row && seals.holds('agreement', row)
    ? { ...agreementTerms(row), appliedAt: new Date(row.applied_at as string) }
    : null;

/** The terms of an agreement as it is now; null if there is none, or if the platform did not write its row as it is. */
export async function currentTerms(
  database: Executor,
  seals: Seals,
  recipientCode: string,
): Promise<AgreementTerms | null> {
  const [found] = await database.query(
    'SELECT to_jsonb(a) AS row FROM assent.agreement AS a WHERE recipient_code = $1',
    [recipientCode],
  );
  const row = found?.row as SealableRow | undefined;
  return row && seals.holds('agreement', row) ? agreementTerms(row) : null;
}

/** The version of an agreement, which every change raises; null if there is none. */
export async function currentVersion(database: Executor, recipientCode: string): Promise<number | null> {
  const [row] = await database.query('SELECT version FROM assent.agreement WHERE recipient_code = $1', [
    recipientCode,
  ]);
  return (row?.version as number | undefined) ?? null;
}

/** Versions of an agreement that are listed. */
export const VERSIONS_MAX = 20;

/** The newest versions that were applied of an agreement, newest first, without any that the platform did not write. */
export async function agreementVersions(tx: Transaction, recipientCode: string): Promise<AppliedAgreement[]> {
  const found = await tx.query(
    `SELECT to_jsonb(v) AS row FROM assent.agreement_version AS v WHERE recipient_code = $1
     ORDER BY version DESC LIMIT ${VERSIONS_MAX}`,
    [recipientCode],
  );
  return found
    .map(({ row }) => row as SealableRow)
    .filter((row) => tx.seals.holds('agreement_version', row))
    .map((row) => ({ ...agreementTerms(row), appliedAt: new Date(row.applied_at as string) }));
}

/** The terms that a row of the agreement holds. */
export const agreementTerms = (row: SealableRow): AgreementTerms => ({
  version: row.version as number,
  purposes: row.purposes as AgreementTerms['purposes'],
  validUntil: row.valid_until as string | null,
});
