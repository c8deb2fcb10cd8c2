import { type EntryRow, entryOf } from '../../../consent/ledger/entries/entry.js';
import { entryFaults } from '../../../consent/ledger/entries/entry-form.js';
import type { Person, PersonClient } from '../../../examples/clients/person-client.js';
import { query } from '../database/cluster.js';
import type { TestDatabase } from '../database/database.js';
import type { Platform } from '../platform/platform.js';
import { type Asking, ask } from './giving.js';

/** A guardian and one of their children, each with a client of their own. */
export interface Family {
  readonly child: Person;
  readonly guardian: Person;
}

/** A family that no other test in the file uses. */
export function aFamily(platform: Platform, tag: 'CHILD_UNDER_14' | 'CHILD_14_TO_17'): Family {
  const child = platform.someone(tag);
  const guardian = platform.everybody('GUARDIAN').find(({ wards }) => wards!.includes(child.psnNo!))!;
  return { child, guardian };
}

/** Makes a family of two adults: one gets the given age, and the other becomes the guardian. */
export async function madeFamily(platform: Platform, age: number): Promise<Family> {
  const [child, guardian] = [platform.someone(), platform.someone()];
  await turnsIn(platform.database, child, age, -100);
  await importGuardianship(platform.database, child, guardian);
  return { child, guardian };
}

/** A person's internal id. */
export async function idOf({ sql }: TestDatabase, { psnNo }: Person): Promise<string> {
  const [row] = await sql('SELECT id::text FROM assent.person WHERE psn_no = $1', [psnNo]);
  return row!.id;
}

/** A guardianship as the import delivers it. */
export const importGuardianship = (
  { importUrl }: TestDatabase,
  child: Person,
  guardian: Person,
  { source = 'HOUSEHOLD_REGISTER', enddate = null }: { source?: string; enddate?: string | null } = {},
) =>
  query(
    importUrl,
    `INSERT INTO assent.guardianship (ward_id, guardian_id, relation, source, begndate, enddate)
     SELECT w.id, g.id, '1', $3, w.brdy, $4::date FROM assent.person w, assent.person g WHERE w.psn_no = $1 AND g.psn_no = $2
     ON CONFLICT (ward_id, guardian_id) DO UPDATE SET source = excluded.source, enddate = excluded.enddate`,
    [child.psnNo, guardian.psnNo, source, enddate],
  );

/** Imports another birth date, so that the person reaches the given age in the given number of days. */
export const turnsIn = ({ importUrl }: TestDatabase, { psnNo }: Person, years: number, days: number) =>
  query(
    importUrl,
    `UPDATE assent.person SET brdy = (assent.today() + $3::integer - make_interval(years => $2))::date WHERE psn_no = $1`,
    [psnNo, years, days],
  );

/** Imports that a person has died. */
export const dies = ({ importUrl }: TestDatabase, { psnNo }: Person) =>
  query(importUrl, "UPDATE assent.person SET surv_stas = '2' WHERE psn_no = $1", [psnNo]);

export const day = async ({ sql }: TestDatabase, fromToday: number): Promise<string> =>
  (await sql('SELECT (assent.today() + $1::integer)::text AS day', [fromToday]))[0]!.day;

export const QUICK: Asking = { purpose: 'QUICK_UNDERWRITING', mode: 'LIMITED', maxUses: 3, validForDays: 30 };
export const QUICK_SELECTION = 'useNumber person { basicIdentity { gender age } }';

export const askOf = (platform: Platform, child: Person, asks: Asking = QUICK) =>
  ask(platform.insurer, child, asks);

export const APPROVE = `mutation ($input: ApproveConsentRequestInput!) {
  approveConsentRequest(input: $input) { id status awaitingGuardian validUntil }
}`;
export const CONFIRM = `mutation ($input: ConfirmGrantForWardInput!) {
  confirmGrantForWard(input: $input) { id status awaitingGuardian }
}`;
export const REVOKE = 'mutation ($id: ID!) { revokeGrant(id: $id) { id status } }';
export const DENY = 'mutation ($id: ID!) { denyConsentRequest(id: $id) { id status } }';

export type Method = 'SMS' | 'SCAN' | 'FACE';

/** The input of an approval or a confirmation, with a fresh proof. */
export const proven = async (
  client: PersonClient,
  id: string,
  more: { method?: Method; sensitiveConfirmed?: boolean } = {},
) => {
  const { method = 'FACE', sensitiveConfirmed = true } = more;
  const authentication = await client.prove(method, 'APPROVE', id);
  return { input: { id, authentication, sensitiveConfirmed } };
};

export const entriesOf = ({ sql }: TestDatabase, grantId: string) =>
  sql('SELECT kind, content FROM assent.ledger_entry WHERE grant_id = $1 ORDER BY id', [grantId]);

/** Checks the entries against the documented form of ledger entries, as an outsider would. */
export async function faultsOfLedger({ sql }: TestDatabase): Promise<string[]> {
  const rows = (await sql('SELECT * FROM assent.ledger_sequence')) as EntryRow[];
  return rows
    .map((row) => entryOf(row, null))
    .flatMap((entry) => entryFaults(entry).map((fault) => `${entry.kind}: ${fault}`));
}
