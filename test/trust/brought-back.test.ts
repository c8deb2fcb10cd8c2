import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import { executorOf } from '../../consent/database/executor.js';
import { missedDigests } from '../../consent/ledger/verify/missed-digests.js';
import { erasePerson } from '../../consent/maintenance/erase-person.js';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { fullAgreement } from '../../examples/demo/agreements.js';
import { deviceFor, REMOVE, register } from '../authentication/passkeys/scene.js';
import { connect } from '../support/database/data-tables.js';
import { APPROVE, aFamily, askOf, CONFIRM, proven } from '../support/people/family.js';
import { ask, codeOf, type Given, give, namedOnly } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { applied, approval, approved, READ, REVIEW } from '../support/people/relatives.js';
import { disabled } from '../support/people/staff.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf } from '../support/platform/seals.js';

/**
 * A row that SQL deletes, or brings back as it was before, has a right seal or none at all. The ledger tells: the verifier
 * names it, and what the ledger says is final stays so for whoever uses the row.
 */
const CHECK = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 5,
  items: [{ item: 'INSUTYPE' }, { item: 'PSN_INSU_STAS' }],
} as const;
const ENROLLED = 'person { enrolments { nodes { insuranceType } } }';
const CONFIRM_ITEMS =
  'mutation ($input: ConfirmGrantItemsInput!) { confirmGrantItems(input: $input) { id } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const sql = (text: string, values: unknown[] = []) => platform.database.sql(text, values);
const redeemed = async ({ id }: { id: string }) =>
  codeOf(await platform.insurer.redeem(id, randomUUID(), ENROLLED));

/** As the owner of the database, with the triggers off. */
async function untriggered(text: string, values: unknown[] = []): Promise<void> {
  const owner = await connect(platform.database.ownerUrl);
  try {
    await owner.query('SET session_replication_role = replica');
    await owner.query(text, values);
  } finally {
    await owner.end();
  }
}

const rowOf = async (table: string, key: string, id: string) =>
  (await sql(`SELECT to_jsonb(t) AS row FROM assent.${table} t WHERE ${key} = $1`, [id]))[0]!.row;

/** Puts a row back as it was, whatever has become of it. */
async function broughtBack(table: string, key: string, row: Record<string, unknown>): Promise<void> {
  await untriggered(`DELETE FROM assent.${table} WHERE ${key}::text = $1`, [String(row[key])]);
  await untriggered(
    `INSERT INTO assent.${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::assent.${table}, $1::jsonb)`,
    [JSON.stringify(row)],
  );
}

/** The faults that are there now and were not before. */
async function newFaults(work: () => Promise<void>): Promise<string[]> {
  const before = new Set(await faultsOf(platform.database));
  await work();
  return (await faultsOf(platform.database)).filter((fault) => !before.has(fault));
}

it('of all that the platform does, the verifier names nothing', async () => {
  const officers = await Officers.of(platform);
  const [clerk, reviewer] = [await platform.staff('CLERK'), await platform.staff('REVIEWER')];
  const reviewers = [reviewer, await platform.staff('REVIEWER')];
  const kept = await give(platform, { asks: CHECK });
  await redeemed(kept);
  await kept.owner.revoke((await give(platform, { asks: CHECK, by: kept.owner })).id);

  const denied = await ask(platform.insurer, kept.owner.person, {
    ...CHECK,
    purpose: 'CLAIM_DIRECT_PAY',
    items: undefined,
  });
  await kept.owner.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id: denied });

  const family = aFamily(platform, 'CHILD_14_TO_17');
  const [child, guardian] = [
    await platform.person(family.child).signIn('SMS'),
    await platform.person(family.guardian).signIn('SMS'),
  ];
  const asked = await askOf(platform, family.child);
  const { approveConsentRequest: ofChild } = await child.run(APPROVE, await proven(child, asked));
  await guardian.run(CONFIRM, await proven(guardian, ofChild.id, { method: 'SCAN' }));

  const counter = new Counter(platform.standInUrl);
  const person = platform.someone();
  const session = await counter.open(clerk, person);
  const notice = '用途、方式、范围、期限';
  const one = await ask(platform.insurer, person, CHECK);
  const two = await ask(platform.insurer, person, {
    purpose: 'CLAIM_DIRECT_PAY',
    mode: 'LIMITED',
    maxUses: 3,
  });
  const few = approving(session.id, { id: one, notice }, namedOnly(CHECK));
  const { grant } = (await clerk.run(COUNTER.APPROVE, few)).approveAtCounter;
  const { id: waits } = (await clerk.run(COUNTER.APPROVE, approving(session.id, { id: two, notice })))
    .approveAtCounter;
  await reviewer.run(COUNTER.CONFIRM, { id: waits });
  await clerk.run(COUNTER.REVOKE, { sessionId: session.id, grantId: grant.id });
  await clerk.run(COUNTER.CLOSE, { id: session.id });

  await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'PSN_INSU_STAS', level: 3 }] });
  await kept.owner.run(CONFIRM_ITEMS, {
    input: {
      id: kept.id,
      sensitiveConfirmed: true,
      authentication: await kept.owner.prove('FACE', 'APPROVE', kept.id),
    },
  });
  const { code } = platform.otherInsurer.identity;
  const frozen = await give(platform, { asks: CHECK, to: platform.otherInsurer });
  await officers.act({ kind: 'FREEZE_RECIPIENT', recipient: code });
  const suspended = async (is: boolean) => {
    for (;;) {
      const { suspended_at } = await rowOf('consent_grant', 'id', frozen.id);
      if ((suspended_at !== null) === is) return;
      await new Promise((done) => setTimeout(done, 100));
    }
  };
  await suspended(true);
  expect(await faultsOf(platform.database)).toEqual([]);
  await officers.act({ kind: 'LIFT_FREEZE', recipient: code });
  await suspended(false);
  await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: platform.bank.identity.code });
  await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: platform.bank.identity.code });

  const me = await platform.person(platform.someone()).signIn('FACE');
  await register(me, deviceFor(platform));
  const { id: passkey } = await register(me, deviceFor(platform));
  await me.run(REMOVE, { id: passkey });
  await disabled(platform, (await platform.staff('CLERK')).identity.code);
  const application = await approved(platform, reviewers);
  await application.relative.run(READ, { id: application.id });
  const refused = await applied(platform);
  await reviewer.run(REVIEW, { input: { id: refused.id, approve: false, reason: '材料不符' } });

  const gone = await give(platform, { asks: CHECK });
  await register(gone.owner, deviceFor(platform));
  const owner = await connect(platform.database.ownerUrl);
  await owner.query('BEGIN');
  await erasePerson(executorOf(owner), gone.owner.person.psnNo!);
  await owner.query('COMMIT');
  await owner.end();
  expect(await faultsOf(platform.database)).toEqual([]);
}, 180_000);

describe('a row that SQL brings back', () => {
  let given: Given;
  beforeAll(async () => {
    given = await give(platform, { asks: CHECK });
  });

  it('a grant as it was before its revocation gives nothing', async () => {
    const before = await rowOf('consent_grant', 'id', given.id);
    await given.owner.revoke(given.id);
    await broughtBack('consent_grant', 'id', before);
    expect(await redeemed(given)).toBe('NOT_FOUND');
  });

  it('a recipient as it was before officers suspended it uses no grant, and is named', async () => {
    const officers = await Officers.of(platform);
    const { code } = platform.otherInsurer.identity;
    const other = await give(platform, { asks: CHECK, to: platform.otherInsurer });
    const before = await rowOf('recipient', 'code', code);
    await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: code });
    expect(await newFaults(() => broughtBack('recipient', 'code', before))).toEqual([
      `recipient ${code}: it is suspended and not recorded so, or the reverse`,
    ]);
    const answer = await platform.otherInsurer.redeem(other.id, randomUUID(), ENROLLED).catch(() => null);
    expect([null, 'NOT_FOUND', 'UNAUTHENTICATED']).toContain(answer && codeOf(answer));
  });

  it('an account of staff as it was before it was disabled acts no more, and is named', async () => {
    const officer = await platform.staff('OFFICER');
    const before = await rowOf('staff', 'code', officer.identity.code);
    await disabled(platform, officer.identity.code);
    const faults = await newFaults(() => broughtBack('staff', 'code', before));
    expect(faults).toEqual([
      expect.stringMatching(/^entry row \d+: the account of the employee \(staff\) is not behind it$/),
    ]);
    expect((await officer.refusal('{ acts { id } }', {})).code).not.toBeUndefined();
    await expect(officer.signIn()).rejects.toThrow();
  });

  it('an agreement as it was before it was changed is named', async () => {
    const { code } = platform.bank.identity;
    const now = await rowOf('agreement', 'recipient_code', code);
    await untriggered(
      `INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
       VALUES ('AGREEMENT_CHANGED', now(), $1::varchar, jsonb_build_object('recipient', $1::varchar, 'version', 9, 'purposes', '[]'::jsonb))`,
      [code],
    );
    expect(await faultsOf(platform.database)).toContainEqual(
      expect.stringMatching(/the agreement of the recipient/),
    );
    await untriggered(
      "DELETE FROM assent.ledger_entry WHERE content->>'version' = '9' AND kind = 'AGREEMENT_CHANGED'",
    );
    await broughtBack('agreement', 'recipient_code', now);
  });

  it('a key that was retired gives no token, and is named', async () => {
    const { identity, key } = platform.otherInsurer;
    const added = await RecipientKey.create();
    const apply = (...keys: RecipientKey[]) => {
      const { recipient, ...agreement } = fullAgreement(identity, {});
      const jwks = { keys: keys.map(({ registeredJwk }) => ({ ...registeredJwk })) };
      return applyAgreements(platform.database.ownerUrl, platform.database.varDir, [
        { ...agreement, recipient: { ...recipient, jwks } },
      ]);
    };
    const thumbprint = `\\x${Buffer.from(added.thumbprint, 'base64url').toString('hex')}`;
    await apply(key, added);
    const client = new RecipientClient(platform.url, identity, added);
    expect((await client.requestToken()).status).toBe(200);
    const before = await rowOf('recipient_key', 'thumbprint', thumbprint);
    await apply(key);
    const faults = await newFaults(() => broughtBack('recipient_key', 'thumbprint', before));
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^entry row \d+: the key of the recipient \(recipient_key\) is not behind it$/),
        `recipient_key ${thumbprint}: it is live and was retired, or good and never added, or the reverse`,
      ]),
    );
    expect((await client.requestToken()).status).toBe(401);
  });

  it('a proof as it was before it was spent is named', async () => {
    const { owner } = given;
    const { id } = await give(platform, { asks: CHECK, by: owner });
    const { authentication_id: proof } = await rowOf('consent_grant', 'id', id);
    const row = await rowOf('authentication', 'id', proof);
    expect(await newFaults(() => broughtBack('authentication', 'id', { ...row, spent_at: null }))).toContain(
      `authentication ${proof}: it was spent, and counts as unspent`,
    );
    await broughtBack('authentication', 'id', row);
  });

  it('a passkey that was removed is named', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const { id } = await register(me, deviceFor(platform));
    const row = await rowOf('passkey', 'id', id);
    await me.run(REMOVE, { id });
    expect(await newFaults(() => broughtBack('passkey', 'id', row))).toEqual([
      expect.stringMatching(/^entry row \d+: its person has other passkeys than were recorded$/),
    ]);
  });

  it('an application of a relative as it was before it was refused, or before a use, is named', async () => {
    const reviewers = [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')];
    const one = await applied(platform);
    const pending = await rowOf('relative_application', 'id', one.id);
    await reviewers[0]!.run(REVIEW, { input: { id: one.id, approve: false, reason: '材料不符' } });
    expect(await newFaults(() => broughtBack('relative_application', 'id', pending))).toEqual([
      `relative_application ${one.id}: its state is not that of its reviews`,
    ]);
    const two = await applied(platform);
    for (const reviewer of reviewers) await reviewer.run(REVIEW, approval(two));
    const unused = await rowOf('relative_application', 'id', two.id);
    await two.relative.run(READ, { id: two.id });
    expect(await newFaults(() => broughtBack('relative_application', 'id', unused))).toEqual([
      `relative_application ${two.id}: it counts other uses than were recorded`,
    ]);
  });
});

describe('a row that SQL deletes is missed behind its entry', () => {
  it('a freeze, a published version, a guardian’s consent, a proof', async () => {
    const [freeze] = await sql('SELECT id::text, to_jsonb(f) AS row FROM assent.recipient_freeze f LIMIT 1');
    const [version] = await sql('SELECT version, to_jsonb(v) AS row FROM assent.catalogue_version v LIMIT 1');
    const [consent] = await sql(
      'SELECT id::text, grant_id::text, to_jsonb(c) AS row FROM assent.guardian_consent c LIMIT 1',
    );
    const { authentication_id: proof } = await rowOf('consent_grant', 'id', consent!.grant_id);
    for (const [table, key, id, fault] of [
      ['recipient_freeze', 'id', freeze!.id, /recipient_freeze .* was removed/],
      ['catalogue_version', 'version', version!.version, /^catalogue_version of act .* was removed$/],
      [
        'guardian_consent',
        'id',
        consent!.id,
        /the consent of a guardian \(guardian_consent\) is not behind it/,
      ],
      ['guarded_grant', 'grant_id', consent!.grant_id, /that the grant needs a guardian \(guarded_grant\)/],
      ['authentication', 'id', proof, /the proof of who gave the grant \(authentication\) is not behind it/],
    ] as const) {
      const row = await rowOf(table, key, id);
      const faults = await newFaults(() =>
        untriggered(`DELETE FROM assent.${table} WHERE ${key} = $1`, [id]),
      );
      expect([table, faults]).toEqual([table, expect.arrayContaining([expect.stringMatching(fault)])]);
      await broughtBack(table, key, row);
    }
  });
});

describe('an entry', () => {
  it('of an act that no officers did is named, whoever made it', async () => {
    const act = randomUUID();
    const consent = await connect(platform.database.urls.consent);
    try {
      const faults = await newFaults(async () => {
        await consent.query(
          `SELECT assent.propose_act(jsonb_build_object('id', $1::uuid, 'kind', 'PUBLISH_CATALOGUE', 'reason', 'x', 'proposed_by',
            'O-FOUNDER-1', 'digest', repeat('0', 64), 'diff', '[]'::jsonb, 'raises', '[{"item": "SETL_ID", "level": 3}]'::jsonb, 'proposed_at', assent.now(), 'seal', '\\x00'))`,
          [act],
        );
        await consent.query("SELECT assent.confirm_act($1, 'O-FOUNDER-2', 1)", [act]);
      });
      expect(faults).toContain(`officer_act ${act}: it has no right seal`);
      expect(faults).toContainEqual(
        expect.stringMatching(/^entry row \d+: an act of two officers \(officer_act\) is not behind it$/),
      );
    } finally {
      await consent.end();
    }
  });

  it('with which something was read that never came back to the platform is told', async () => {
    const { id } = await give(platform, { asks: CHECK });
    const gate = await connect(platform.database.urls.gate);
    try {
      const { rows } = await gate.query(
        `SELECT r.entry_id::text AS entry FROM assent.redeem($1, $2, 'thief', sha256('x'), gen_random_uuid(),
           '[{"item": "INSUTYPE", "delivery": "RETURN"}]', (SELECT (agreement->>'version')::int FROM assent.facts_of_grants(ARRAY[$1::uuid]))) AS r`,
        [id, platform.insurer.identity.code],
      );
      const { entry } = rows[0];
      const owner = await connect(platform.database.ownerUrl);
      try {
        for (;;) {
          const missed = await missedDigests(executorOf(owner));
          const own = missed.find((one) => one.startsWith(`entry row ${entry}: DISCLOSURE `));
          if (own) {
            expect(own).toContain('the digest of what it released never came');
            break;
          }
          await new Promise((done) => setTimeout(done, 200));
        }
      } finally {
        await owner.end();
      }
    } finally {
      await gate.end();
    }
  });
});
