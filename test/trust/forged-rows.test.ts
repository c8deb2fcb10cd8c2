import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person, PersonClient } from '../../examples/clients/person-client.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import * as passkeys from '../authentication/passkeys/scene.js';
import { deviceFor, register } from '../authentication/passkeys/scene.js';
import { ask, giveGrant } from '../support/clients/consent.js';
import { codeOf, give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { READ } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { namedRows } from '../support/platform/seals.js';

const COMPLETE_PROVIDER = `mutation ($input: CompleteProviderSignInInput!) {
  completeProviderSignIn(input: $input) { accessToken }
}`;
const EXPORT =
  'mutation ($authentication: ID) { exportMyData(format: JSON, authentication: $authentication) { url } }';
const APPROVE = `mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }`;
const COMPLETE = `mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { id } }`;

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest();

let directory: string;
let platform: Platform;
let victim: Person;
let victimId: string;
let victimClient: PersonClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-forged-'));
  const secretFile = join(directory, 'client.secret');
  writeFileSync(secretFile, 'a secret', { mode: 0o600 });
  platform = await startPlatform({
    ASSENT_OIDC_CLIENT_ID: 'assent',
    ASSENT_OIDC_ISSUER: 'http://127.0.0.1:9',
    ASSENT_OIDC_CLAIM: 'cert_no',
    ASSENT_OIDC_ACR: 'urn:city:face=FACE',
    ASSENT_OIDC_CLIENT_SECRET_FILE: secretFile,
  });
  victim = platform.someone();
  victimClient = await platform.person(victim).signIn('FACE');
  const [row] = await platform.database.sql('SELECT max(person_id)::text AS id FROM assent.authentication');
  victimId = row!.id;
});
afterAll(async () => {
  await platform.stop();
  rmSync(directory, { recursive: true });
});

const sql = (text: string, values: unknown[] = []) => platform.database.sql(text, values);

/** Inserts a row, and expects the verifier to name it for as long as it is there. */
async function forge(table: string, row: Record<string, unknown>, name = String(row.id)): Promise<void> {
  await sql(
    `INSERT INTO assent.${table} SELECT * FROM jsonb_populate_record(NULL::assent.${table}, $1::jsonb)`,
    [JSON.stringify({ seal: hex(randomBytes(36)), ...row })],
  );
  expect(await namedRows(platform.database)).toContain(`${table} ${name}: it has no right seal`);
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();

describe('a row that SQL alone made is worth nothing, and the verifier names it', () => {
  it('an export ticket with a digest of one’s own secret', async () => {
    const secret = randomBytes(32).toString('base64url');
    const digest = hex(sha256(secret));
    await forge(
      'export_ticket',
      { digest, person_id: victimId, format: 'JSON', strength: 'FACE', expires_at: minutes(5) },
      digest,
    );
    const answer = await fetch(`${platform.url}/export/${secret}`);
    expect([answer.status, (await answer.text()).includes(victim.certNo)]).toEqual([404, false]);
  });

  it('a sign-in through the identity provider', async () => {
    const [code, verifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    await forge('federated_sign_in', {
      id: randomUUID(),
      state_hash: hex(sha256('state')),
      client_challenge: hex(sha256(verifier)),
      code_hash: hex(sha256(code)),
      person_id: victimId,
      strength: 'FACE',
      expires_at: minutes(1),
    });
    const answer = await platform.anonymous.send(COMPLETE_PROVIDER, { input: { code, verifier } });
    expect(codeOf(answer)).toBe('AUTHENTICATION_FAILED');
  });

  it('a challenge that somebody’s own passkey or ticket would answer', async () => {
    const id = randomUUID();
    await forge('challenge', {
      id,
      method: 'FACE',
      passkey: false,
      action: 'SIGN_IN',
      person_id: victimId,
      awaits_identity: false,
      attempts_left: 5,
      created_at: minutes(0),
      expires_at: minutes(4),
    });
    const response = await victimClient.respond('FACE', id);
    const answer = await platform.anonymous.send(COMPLETE, { input: { challengeId: id, response } });
    expect(codeOf(answer)).toBe('AUTHENTICATION_FAILED');
  });

  it('a proof of authentication', async () => {
    const request = await ask(platform.insurer, { person: { certNo: victim.certNo, name: victim.name } });
    const id = randomUUID();
    await forge('authentication', {
      id,
      challenge_id: randomUUID(),
      person_id: victimId,
      strength: 'FACE',
      passkey: false,
      action: 'APPROVE',
      target: request.id,
      created_at: minutes(0),
      expires_at: minutes(4),
    });
    const answer = await victimClient.send(APPROVE, {
      input: { id: request.id, authentication: id, sensitiveConfirmed: true },
    });
    expect(codeOf(answer)).toBe('AUTHENTICATION_FAILED');
  });

  it('a passkey of one’s own for somebody else', async () => {
    const device = deviceFor(platform);
    const me = await platform.person(platform.someone()).signIn('FACE');
    await register(me, device);
    const [own] = await sql(
      'SELECT to_jsonb(k) AS row FROM assent.passkey k ORDER BY created_at DESC LIMIT 1',
    );
    await sql('DELETE FROM assent.passkey WHERE id = $1', [own!.row.id]);
    await forge('passkey', { ...own!.row, id: randomUUID(), person_id: victimId });
    const started = await passkeys.challenge(platform.anonymous);
    const response = device.get(started.passkeyOptions);
    const answer = await platform.anonymous.send(passkeys.COMPLETE, passkeys.answer(started.id, response));
    expect(codeOf(answer)).toBe('AUTHENTICATION_FAILED');
  });
});

describe('a request and a grant that SQL alone made, or changed,', () => {
  const SELECTION = 'person { enrolments { nodes { insuranceType } } }';
  const redeemed = (id: string) => platform.insurer.redeem(id, randomUUID(), SELECTION);

  async function given(): Promise<{ row: Record<string, any>; requestId: string; me: PersonClient }> {
    const me = await platform.person(platform.someone()).signIn();
    const { grant, request } = await giveGrant(me, platform.insurer);
    const [found] = await sql('SELECT to_jsonb(g) AS row FROM assent.consent_grant g WHERE id = $1', [
      grant.id,
    ]);
    return { row: found!.row, requestId: request.id, me };
  }
  const inserted = async (table: string, row: Record<string, unknown>) => {
    await sql(`INSERT INTO assent.${table} SELECT * FROM jsonb_populate_record(NULL::assent.${table}, $1)`, [
      JSON.stringify(row),
    ]);
    expect(await namedRows(platform.database)).toContain(`${table} ${row.id}: it has no right seal`);
  };
  /** A grant of the victim's, as somebody who holds a password of the database makes it. */
  async function forgedGrant(): Promise<string> {
    const { row, requestId } = await given();
    const [asked] = await sql('SELECT to_jsonb(r) AS row FROM assent.consent_request r WHERE id = $1', [
      requestId,
    ]);
    const [id, request_id] = [randomUUID(), randomUUID()];
    await inserted('consent_request', { ...asked!.row, id: request_id, person_id: victimId });
    await inserted('consent_grant', { ...row, id, request_id, person_id: victimId, grantor_id: victimId });
    await sql('SELECT assent.record_grant($1, $2, $3)', [id, 'GRANT_GIVEN', { channel: 'COUNTER' }]);
    return id;
  }

  it('give nothing, with an entry of the ledger and made-up evidence or without', async () => {
    const answer = await redeemed(await forgedGrant());
    expect([codeOf(answer), answer.data?.redeemGrant ?? null]).toEqual(['NOT_FOUND', null]);
  });

  it('give nothing to another recipient, or of another person, or with more items', async () => {
    for (const change of [
      `person_id = ${victimId}`,
      `items = '[{"item": "INSUTYPE", "delivery": "RETURN"}, {"item": "CERTNO", "delivery": "RETURN"}]'`,
      "valid_until = valid_until + interval '1 year'",
    ]) {
      const { row } = await given();
      await sql('ALTER TABLE assent.consent_grant DISABLE TRIGGER USER');
      await sql(`UPDATE assent.consent_grant SET ${change} WHERE id = $1`, [row.id]);
      await sql('ALTER TABLE assent.consent_grant ENABLE TRIGGER USER');
      expect(await namedRows(platform.database)).toContain(`consent_grant ${row.id}: it has no right seal`);
      expect(codeOf(await redeemed(row.id))).toBe('NOT_FOUND');
    }
  });

  it('can’t be approved: the request is not there', async () => {
    const { requestId } = await given();
    const [asked] = await sql('SELECT to_jsonb(r) AS row FROM assent.consent_request r WHERE id = $1', [
      requestId,
    ]);
    const id = randomUUID();
    await inserted('consent_request', {
      ...asked!.row,
      id,
      person_id: victimId,
      status: 'PENDING',
      decided_at: null,
    });
    const authentication = await victimClient.prove('FACE', 'APPROVE', id).catch(() => randomUUID());
    const answer = await victimClient.send(APPROVE, {
      input: { id, authentication, sensitiveConfirmed: true },
    });
    expect(codeOf(answer)).toBe('NOT_FOUND');
  });

  it('with a protected record that was chosen by SQL give nothing', async () => {
    const { row } = await given();
    await sql('ALTER TABLE assent.protected_record_choice DISABLE TRIGGER USER');
    await sql("INSERT INTO assent.protected_record_choice VALUES ($1, 'VISIT', 'V-1')", [row.id]);
    await sql('ALTER TABLE assent.protected_record_choice ENABLE TRIGGER USER');
    expect(codeOf(await redeemed(row.id))).toBe('NOT_FOUND');
  });
});

describe('a recipient and an agreement that SQL changed', () => {
  it('give no token for another key', async () => {
    const own = await RecipientKey.create();
    const { identity, key } = platform.otherInsurer;
    const hexOf = (one: RecipientKey) => hex(Buffer.from(one.thumbprint, 'base64url'));
    const thief = new RecipientClient(platform.url, identity, own);
    const [row] = await sql(
      'SELECT to_jsonb(k) AS row FROM assent.recipient_key k WHERE thumbprint = $1::bytea',
      [hexOf(key)],
    );
    const forged = { ...row!.row, thumbprint: hexOf(own), kid: 'own', jwk: own.registeredJwk };
    await forge('recipient_key', forged, hexOf(own));
    expect((await thief.requestToken()).status).toBe(401);
    await sql('ALTER TABLE assent.recipient_key DISABLE TRIGGER USER');
    await sql('UPDATE assent.recipient_key SET jwk = $2 WHERE thumbprint = $1::bytea', [
      hexOf(key),
      JSON.stringify(own.registeredJwk),
    ]);
    expect(await namedRows(platform.database)).toContain(`recipient_key ${hexOf(key)}: it has no right seal`);
    expect((await thief.requestToken()).status).toBe(401);
    await sql('UPDATE assent.recipient_key SET jwk = $2 WHERE thumbprint = $1::bytea', [
      hexOf(key),
      JSON.stringify(row!.row.jwk),
    ]);
    await sql('DELETE FROM assent.recipient_key WHERE thumbprint = $1::bytea', [hexOf(own)]);
    await sql('ALTER TABLE assent.recipient_key ENABLE TRIGGER USER');
    expect((await platform.otherInsurer.requestToken()).status).toBe(200);
  });

  it('allow nothing beyond the agreement that was applied', async () => {
    const { code } = platform.otherInsurer.identity;
    await sql(
      `UPDATE assent.agreement SET purposes = purposes || '[{"code": "CREDIT_GRANT", "items": null, "impactAssessment": "x"}]'
       WHERE recipient_code = $1`,
      [code],
    );
    expect(await namedRows(platform.database)).toContain(`agreement ${code}: it has no right seal`);
    await expect(
      ask(platform.otherInsurer, { person: { certNo: victim.certNo, name: victim.name } }),
    ).rejects.toThrow('PURPOSE_NOT_ALLOWED');
  });
});

describe('an act of officers that SQL alone made', () => {
  const CONFIRM = 'mutation ($id: ID!) { confirmAct(id: $id) { id } }';
  const proposed = (kind: string) => ({
    id: randomUUID(),
    kind,
    recipient_code: platform.bank.identity.code,
    reason: 'x',
    digest: '0'.repeat(64),
    diff: [],
    proposed_by: 'O-FOUNDER-1',
    proposed_at: minutes(0),
  });

  it('can’t be confirmed', async () => {
    const officer = await platform.staff('OFFICER');
    const act = proposed('SUSPEND_RECIPIENT');
    await forge('officer_act', act);
    expect((await officer.refusal(CONFIRM, { id: act.id })).code).toBe('NOT_FOUND');
  });

  it('reinstates nobody, even when SQL confirms it in the name of a second officer', async () => {
    const officers = await Officers.of(platform);
    const { code } = platform.bank.identity;
    await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: code });
    expect((await platform.bank.requestToken()).status).toBe(401);
    const act = proposed('REINSTATE_RECIPIENT');
    await forge('officer_act', act);
    const [verdict] = await sql("SELECT assent.confirm_act($1, 'O-FOUNDER-2', 1) AS verdict", [act.id]);
    expect(verdict!.verdict).toBe('CONFIRMED');
    expect((await platform.bank.requestToken()).status).toBe(401);
    const named = await namedRows(platform.database);
    expect(named).toContain(`officer_act ${act.id}: it has no right seal`);
    expect(named).toContain(`recipient ${code}: it has no right seal`);
  });
});

describe('an item whose level was raised', () => {
  it('stays suspended when SQL alone says that the person confirmed it', async () => {
    const { id } = await give(platform, {
      asks: {
        purpose: 'CLAIM_ELIGIBILITY_CHECK',
        mode: 'LIMITED',
        maxUses: 5,
        items: [{ item: 'PSN_INSU_STAS' }],
      },
    });
    const redeemed = () =>
      platform.insurer.redeem(id, randomUUID(), 'person { enrolments { nodes { insuredStatus } } }');
    expect(codeOf(await redeemed())).toBeUndefined();
    const officers = await Officers.of(platform);
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'PSN_INSU_STAS', level: 3 }] });
    expect(codeOf(await redeemed())).toBe('ITEM_NOT_GRANTED');
    const [proof] = await sql('SELECT authentication_id AS id FROM assent.consent_grant WHERE id = $1', [id]);
    await forge(
      'item_confirmation',
      {
        grant_id: id,
        item: 'PSN_INSU_STAS',
        version: 2,
        authentication_id: proof!.id,
        approval_id: null,
        confirmed_at: minutes(0),
      },
      id,
    );
    expect(codeOf(await redeemed())).toBe('ITEM_NOT_GRANTED');
  });
});

describe('for the record of somebody who has died', () => {
  it('an application that SQL alone made and approved opens nothing', async () => {
    const id = randomUUID();
    const [dead] = await sql("SELECT id::text FROM assent.person WHERE surv_stas = '2' LIMIT 1");
    await forge('relative_application', {
      id,
      applicant_id: victimId,
      deceased_id: dead!.id,
      relation: 'CHILD',
      interest: 'OTHER',
      items: [{ item: 'MOB', delivery: 'RETURN' }],
      evidence: [{ kind: 'DEATH' }, { kind: 'KINSHIP' }],
      max_uses: 3,
      valid_for_days: 30,
      created_at: minutes(0),
      status: 'APPROVED',
      decided_at: minutes(0),
      valid_until: minutes(60),
      used: 0,
    });
    expect((await victimClient.refusal(READ, { id })).code).toBe('NOT_FOUND');
    const reviewer = await platform.staff('REVIEWER');
    const review =
      'mutation ($id: ID!) { reviewRelativeApplication(input: { id: $id, approve: false, reason: "x" }) { id } }';
    expect((await reviewer.refusal(review, { id })).code).toBe('NOT_FOUND');
  });
});

describe('at the counter', () => {
  it('a session that SQL alone made serves nobody', async () => {
    const clerk = await platform.staff('CLERK');
    const id = randomUUID();
    await forge('counter_session', {
      id,
      person_id: victimId,
      clerk: clerk.identity.code,
      counter: 'YT-01-05',
      identified_by: 'CARD',
      opened_at: minutes(0),
      expires_at: minutes(14),
    });
    expect((await clerk.refusal('query ($id: ID!) { counterSession(id: $id) { id } }', { id })).code).toBe(
      'NOT_FOUND',
    );
  });
});

describe('a row that SQL changed is worth nothing, and the verifier names it', () => {
  it('a proof for another person', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const request = await ask(platform.insurer, { person: { certNo: victim.certNo, name: victim.name } });
    const own = await ask(platform.insurer, {
      person: { certNo: me.person.certNo, name: me.person.name },
    });
    const id = await me.prove('FACE', 'APPROVE', own.id);
    await sql('UPDATE assent.authentication SET person_id = $2, target = $3 WHERE id = $1', [
      id,
      victimId,
      request.id,
    ]);
    expect(await namedRows(platform.database)).toContain(`authentication ${id}: it has no right seal`);
    const answer = await victimClient.send(APPROVE, {
      input: { id: request.id, authentication: id, sensitiveConfirmed: true },
    });
    expect(codeOf(answer)).toBe('AUTHENTICATION_FAILED');
  });

  it('an export ticket that lives longer', async () => {
    const { url } = (await victimClient.run(EXPORT, { authentication: await victimClient.fresh('EXPORT') }))
      .exportMyData;
    await sql("UPDATE assent.export_ticket SET expires_at = expires_at + interval '1 day'");
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('the serving role can’t write where authority is', () => {
  it.each([
    'challenge',
    'authentication',
    'federated_sign_in',
    'passkey',
    'export_ticket',
    'recipient',
    'agreement',
    'staff',
    'institution',
    'member',
    'officer_act',
    'counter_approval',
    'relative_application',
    'relative_review',
    'after_death',
    'item_confirmation',
  ])('%s', async (table) => {
    const [row] = await sql(
      `SELECT bool_or(has_table_privilege(r.rolname, 'assent.${table}', p) OR has_any_column_privilege(r.rolname, 'assent.${table}', p)) AS may
       FROM pg_roles r, unnest(ARRAY['INSERT', 'UPDATE']) AS p
       WHERE r.rolname = ANY ($1)`,
      [
        Object.entries(platform.database.roles)
          .filter(([role]) => role !== 'owner')
          .map(([, name]) => name),
      ],
    );
    expect(row!.may).toBe(false);
  });
});

it('what the platform wrote itself, the verifier does not name', async () => {
  const fresh = await startPlatform();
  try {
    const me = await fresh.person(fresh.someone()).signIn('FACE');
    await register(me, deviceFor(fresh));
    await me.run(EXPORT, { authentication: await me.fresh('EXPORT') });
    await me.approve(
      (await ask(fresh.insurer, { person: { certNo: me.person.certNo, name: me.person.name } })).id,
      'FACE',
    );
    expect(await namedRows(fresh.database)).toEqual([]);
  } finally {
    await fresh.stop();
  }
});
