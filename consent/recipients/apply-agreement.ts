import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { AgreementError, type AgreementFile } from './agreement-file.js';
import { registerAgreementSoftware } from './agreement-software.js';
import { applyTerms } from './apply-terms.js';
import { agreementTerms } from './find-recipient.js';
import { registerProducts } from './register-products.js';
import { agreedOperation, keepDocuments } from './registered-documents.js';

/**
 * Applies an agreement: adds or updates the recipient and the agreement, and writes a ledger entry if anything
 * changed. A change raises the version, so the next use of each grant is decided by the new agreement. The owner of the
 * database runs this in a transaction. Both rows are sealed (consent/crypto/seal.ts).
 * @returns the version in force, and whether anything changed
 */
export async function applyAgreement(
  database: Executor,
  seals: Seals,
  agreement: AgreementFile,
): Promise<{ version: number; changed: boolean }> {
  const { code } = agreement.recipient;
  const purposes = agreement.purposes.map((purpose) => ({
    code: purpose.code,
    items: purpose.items ?? null,
    impactAssessment: purpose.impactAssessment,
    ...(purpose.operations?.length && { operations: purpose.operations.map(agreedOperation) }),
    ...(agreement.strict && { strict: true as const }),
    ...(purpose.operatorRequired && { operatorRequired: true }),
  }));
  await keepDocuments(
    database,
    agreement.purposes.flatMap(({ operations = [] }) => operations),
  );
  const recipientChanged = await upsertRecipient(database, seals, agreement.recipient);
  const softwareChanged = await registerAgreementSoftware(database, seals, agreement.recipient);
  const { version, changed: agreementChanged } = await applyTerms(database, seals, code, {
    purposes,
    validUntil: agreement.validUntil ?? null,
  });
  const productsChanged = agreement.products
    ? await registerProducts(database, seals, code, agreement.products)
    : false;
  const otherwise = recipientChanged || softwareChanged;
  if (otherwise && !agreementChanged) await recordChange(database, code, version, JSON.stringify(purposes));
  return { version, changed: otherwise || agreementChanged || productsChanged };
}

/** @returns whether anything changed */
async function upsertRecipient(
  database: Executor,
  seals: Seals,
  recipient: AgreementFile['recipient'],
): Promise<boolean> {
  const { code, name, kind, contact = null, hosts = [], maxRequestsPerSecond = 2_000 } = recipient;
  const [before] = await database.query(
    'SELECT to_jsonb(r) AS row FROM assent.recipient AS r WHERE code = $1',
    [code],
  );
  if (before && !seals.holds('recipient', before.row as SealableRow))
    throw new Error(`${code}: somebody has changed this recipient with SQL. Find out who and why first.`);
  const rows = await database.query(
    `INSERT INTO assent.recipient AS r (code, name, kind, max_requests_per_second, contact, hosts, activated_at)
     VALUES ($1, $2, $3, $4, $5, $6, assent.now())
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, contact = excluded.contact,
       max_requests_per_second = excluded.max_requests_per_second, hosts = excluded.hosts,
       activated_at = coalesce(r.activated_at, excluded.activated_at)
     WHERE r.activated_at IS NULL OR (r.name, r.kind, r.max_requests_per_second, r.contact, r.hosts) IS DISTINCT FROM
       (excluded.name, excluded.kind, excluded.max_requests_per_second, excluded.contact, excluded.hosts)
     RETURNING to_jsonb(r) AS row`,
    [code, name, kind, maxRequestsPerSecond, contact, JSON.stringify(hosts)],
  );
  if (rows[0])
    await database.query('UPDATE assent.recipient SET seal = $2 WHERE code = $1', [
      code,
      seals.of('recipient', rows[0].row as SealableRow),
    ]);
  return rows.length > 0;
}

/**
 * Ends an agreement, so that nothing more is asked or given under it. The owner of the database runs this in a transaction.
 * @param lastDay the last day in force; yesterday: it ends at once
 * @returns the version in force, and whether anything changed
 * @throws AgreementError if there is no such agreement
 */
export async function endAgreement(
  database: Executor,
  seals: Seals,
  code: string,
  lastDay: string,
): Promise<{ version: number; changed: boolean }> {
  const [found] = await database.query(
    'SELECT to_jsonb(a) AS row FROM assent.agreement AS a WHERE recipient_code = $1',
    [code],
  );
  if (!found) throw new AgreementError(`There is no agreement with ${code}.`);
  const { purposes } = agreementTerms(found.row as SealableRow);
  return applyTerms(database, seals, code, { purposes, validUntil: lastDay });
}

/** An agreement, for the operator's list. */
export interface ListedAgreement {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  readonly purposes: readonly string[];
  readonly validUntil: string | null;
  readonly suspended: boolean;
  /** Whether the platform wrote both rows as they are. */
  readonly sealed: boolean;
}

/** All agreements by recipient. */
export async function listAgreements(database: Executor, seals: Seals): Promise<ListedAgreement[]> {
  const rows = await database.query(
    `SELECT to_jsonb(a) AS agreement, to_jsonb(r) AS recipient FROM assent.agreement AS a
     JOIN assent.recipient AS r ON r.code = a.recipient_code ORDER BY r.code`,
    [],
  );
  return rows.map((row) => {
    const [agreement, recipient] = [row.agreement as SealableRow, row.recipient as SealableRow];
    return {
      code: recipient.code as string,
      name: recipient.name as string,
      kind: recipient.kind as string,
      version: agreement.version as number,
      purposes: (agreement.purposes as { code: string }[]).map((purpose) => purpose.code),
      validUntil: agreement.valid_until as string | null,
      suspended: recipient.suspended_at !== null,
      sealed: seals.holds('agreement', agreement) && seals.holds('recipient', recipient),
    };
  });
}

/** Records that a recipient is another, as by its keys or its name, under the agreement that is in force. */
const recordChange = (database: Executor, recipientCode: string, version: number, purposes: string) =>
  database.query(
    `INSERT INTO assent.ledger_entry (kind, at, recipient_code, content) VALUES ('AGREEMENT_CHANGED', assent.now(), $1::varchar,
       jsonb_build_object('recipient', $1::varchar, 'version', $2::integer, 'purposes', $3::jsonb))`,
    [recipientCode, version, purposes],
  );
