import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { AgreementError, type AgreementFile } from './agreement-file.js';
import { registerAgreementSoftware } from './agreement-software.js';
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
  const purposes = JSON.stringify(
    agreement.purposes.map((purpose) => ({
      code: purpose.code,
      items: purpose.items ?? null,
      impactAssessment: purpose.impactAssessment,
      ...(purpose.operations?.length && { operations: purpose.operations.map(agreedOperation) }),
      ...(agreement.strict && { strict: true }),
      ...(purpose.operatorRequired && { operatorRequired: true }),
    })),
  );
  await keepDocuments(
    database,
    agreement.purposes.flatMap(({ operations = [] }) => operations),
  );
  const recipientChanged = await upsertRecipient(database, seals, agreement.recipient);
  const softwareChanged = await registerAgreementSoftware(database, seals, agreement.recipient);
  const agreementChanged = await upsertAgreement(
    database,
    seals,
    code,
    purposes,
    agreement.validUntil ?? null,
  );
  const productsChanged = agreement.products
    ? await registerProducts(database, seals, code, agreement.products)
    : false;
  const [{ version }] = (await database.query(
    'SELECT version FROM assent.agreement WHERE recipient_code = $1',
    [code],
  )) as [{ version: number }];
  const agreed = recipientChanged || softwareChanged || agreementChanged;
  if (agreed) await recordChange(database, code, version, purposes);
  return { version, changed: agreed || productsChanged };
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
    `INSERT INTO assent.recipient AS r (code, name, kind, max_requests_per_second, contact, hosts)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, contact = excluded.contact,
       max_requests_per_second = excluded.max_requests_per_second, hosts = excluded.hosts
     WHERE (r.name, r.kind, r.max_requests_per_second, r.contact, r.hosts) IS DISTINCT FROM
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
  const purposes = JSON.stringify((found.row as SealableRow).purposes);
  const changed = await upsertAgreement(database, seals, code, purposes, lastDay);
  const [{ version }] = (await database.query(
    'SELECT version FROM assent.agreement WHERE recipient_code = $1',
    [code],
  )) as [{ version: number }];
  if (changed) await recordChange(database, code, version, purposes);
  return { version, changed };
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

/** @returns whether anything changed */
async function upsertAgreement(
  database: Executor,
  seals: Seals,
  recipientCode: string,
  purposes: string,
  validUntil: string | null,
): Promise<boolean> {
  const [before] = await database.query(
    'SELECT to_jsonb(a) AS row FROM assent.agreement AS a WHERE recipient_code = $1',
    [recipientCode],
  );
  if (before && !seals.holds('agreement', before.row as SealableRow))
    throw new Error(
      `${recipientCode}: somebody has changed this agreement with SQL. Find out who and why first.`,
    );
  const rows = await database.query(
    `INSERT INTO assent.agreement AS a (recipient_code, version, purposes, valid_until) VALUES ($1, 1, $2, $3)
     ON CONFLICT (recipient_code) DO UPDATE SET version = a.version + 1, purposes = excluded.purposes,
       valid_until = excluded.valid_until, applied_at = assent.now()
     WHERE (a.purposes, a.valid_until) IS DISTINCT FROM (excluded.purposes, excluded.valid_until)
     RETURNING to_jsonb(a) AS row`,
    [recipientCode, purposes, validUntil],
  );
  if (rows[0])
    await database.query('UPDATE assent.agreement SET seal = $2 WHERE recipient_code = $1', [
      recipientCode,
      seals.of('agreement', rows[0].row as SealableRow),
    ]);
  if (rows[0]) await keepVersion(database, seals, rows[0].row as SealableRow);
  return rows.length > 0;
}

/** Keeps the version among all that there were. */
async function keepVersion(database: Executor, seals: Seals, applied: SealableRow): Promise<void> {
  const { recipient_code, version, purposes, valid_until, applied_at } = applied;
  const row = { recipient_code, version, purposes, valid_until, applied_at };
  await database.query(
    'INSERT INTO assent.agreement_version SELECT * FROM jsonb_populate_record(NULL::assent.agreement_version, $1::jsonb)',
    [seals.sealed('agreement_version', row)],
  );
}

const recordChange = (database: Executor, recipientCode: string, version: number, purposes: string) =>
  database.query(
    `INSERT INTO assent.ledger_entry (kind, at, recipient_code, content) VALUES ('AGREEMENT_CHANGED', assent.now(), $1::varchar,
       jsonb_build_object('recipient', $1::varchar, 'version', $2::integer, 'purposes', $3::jsonb))`,
    [recipientCode, version, purposes],
  );
