import { keyThumbprint } from '../crypto/key-thumbprint.js';
import type { SealableRow, Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { AgreementError, type AgreementFile } from './agreement-file.js';
import { newKeyRow, rowList } from './key-record.js';

/**
 * Registers the software (接入系统) that a file of an agreement names: one OAuth client, with its keys or where it publishes
 * them. Members of the institution register whatever it has besides. The owner of the database runs this in a transaction.
 * @returns whether anything changed
 * @throws AgreementError for a client or a key that is somebody else’s, or that was retired
 */
export async function registerAgreementSoftware(
  database: Executor,
  seals: Seals,
  { code, clientId, name, jwks, jwksUri, redirectUris = [] }: AgreementFile['recipient'],
): Promise<boolean> {
  const [other] = await database.query(
    'SELECT recipient_code FROM assent.software WHERE client_id = $1 AND (recipient_code <> $2 OR registered_by IS NOT NULL)',
    [clientId, code],
  );
  if (other)
    throw new AgreementError(`recipient.clientId: ${clientId} belongs to ${other.recipient_code as string}`);
  const [found] = await database.query(
    'SELECT to_jsonb(s) AS row FROM assent.software AS s WHERE recipient_code = $1 AND registered_by IS NULL',
    [code],
  );
  const before = found?.row as SealableRow | undefined;
  if (before && !seals.holds('software', before))
    throw new Error(`${clientId}: somebody has changed this software with SQL. Find out who and why first.`);
  if (before && before.retired_at !== null)
    throw new AgreementError(`recipient.clientId: ${clientId} was retired by a member of the institution`);
  const wanted = { client_id: clientId, name, jwks_uri: jwksUri ?? null, redirect_uris: redirectUris };
  const same = ([column, value]: [string, unknown]) =>
    JSON.stringify(before![column]) === JSON.stringify(value);
  const changed = !before || !Object.entries(wanted).every(same);
  const row = before ?? newSoftwareRow({ code, clientId, name, at: await databaseTime(database) });
  const id = row.id as string;
  if (changed) await keep(database, seals, { ...row, ...wanted });
  // Published keys are recorded when they are fetched.
  if (jwksUri !== undefined) return changed;
  return (await changeKeys(database, seals, id, jwks?.keys ?? [])) || changed;
}

/** A row of software that comes with an agreement, and not from a member. */
export const newSoftwareRow = ({
  code,
  clientId,
  name,
  at,
}: {
  readonly code: string;
  readonly clientId: string;
  readonly name: string;
  readonly at: Date;
}) => ({
  id: newId(),
  recipient_code: code,
  client_id: clientId,
  name,
  environment: 'PRODUCTION',
  redirect_uris: [],
  jwks_uri: null,
  registered_by: null,
  registered_at: at.toISOString(),
  confirmed_by: null,
  confirmed_at: null,
  retired_at: null,
});

const keep = (database: Executor, seals: Seals, row: SealableRow) =>
  database.query(
    `INSERT INTO assent.software SELECT * FROM jsonb_populate_record(NULL::assent.software, $1::jsonb)
     ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, name = excluded.name, jwks_uri = excluded.jwks_uri,
       redirect_uris = excluded.redirect_uris, seal = excluded.seal`,
    [seals.sealed('software', row)],
  );

const REFUSED: Readonly<Record<string, string>> = {
  USED_BEFORE:
    'was used before. A key belongs to one recipient, and a retired one never comes back; make a new key',
  KID: 'has the name (kid) of another key of the recipient',
  TOO_MANY: `is one too many: no software has more than ${LIMITS.signingKeys} that are live`,
};

/** @returns whether anything changed @throws AgreementError for a key that another recipient has, or that was retired */
async function changeKeys(
  database: Executor,
  seals: Seals,
  softwareId: string,
  keys: readonly Readonly<Record<string, unknown>>[],
): Promise<boolean> {
  const now = await databaseTime(database);
  const rows = keys.map((jwk) => newKeyRow(seals, keyOfAgreement(softwareId, jwk), now));
  const [row] = await database.query(
    "SELECT encode(refused, 'hex') AS refused, why, changed FROM assent.change_keys($1, $2::jsonb)",
    [softwareId, rowList(rows)],
  );
  const at = keys.findIndex((jwk) => keyThumbprint(jwk).toString('hex') === row!.refused);
  if (at >= 0) throw new AgreementError(`recipient.jwks.keys[${at}]: ${REFUSED[row!.why as string]}`);
  return row!.changed as boolean;
}

/** A key for signing that came with an agreement, or was published where it says. */
export function keyOfAgreement(softwareId: string, jwk: Readonly<Record<string, unknown>>) {
  const thumbprint = keyThumbprint(jwk);
  const kid = thumbprint.toString('base64url');
  return { softwareId, thumbprint, kid, use: 'SIGNING', jwk, addedBy: null, confirmed: true } as const;
}
