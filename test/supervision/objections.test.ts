import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { executorOf } from '../../consent/database/executor.js';
import { erasePerson } from '../../consent/maintenance/erase-person.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { APPROVE, askOf, faultsOfLedger, idOf, madeFamily, proven } from '../support/people/family.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 } as const;
const FIELDS = 'id about target text status raisedAt dueAt answer answeredAt';
const FILE = `mutation ($input: FileObjectionInput!) { fileObjection(input: $input) { ${FIELDS} } }`;
const MINE = `{ me { objections { nodes { ${FIELDS} } } } }`;
const OPEN = `{ openObjections(first: 200) { nodes { ${FIELDS} } } }`;
const ANSWER = `mutation ($id: ID!, $answer: String!) { answerObjectionOfPerson(id: $id, answer: $answer) { ${FIELDS} } }`;
const DAY_MS = 86_400_000;

let platform: Platform;
let officer: StaffClient;
beforeAll(async () => {
  platform = await startPlatform();
  officer = await platform.staff('OFFICER');
});
afterAll(() => platform.stop());

const file = async (me: PersonClient, about: string, target: string, text = '这不是我给的') =>
  (await me.run(FILE, { input: { about, target, text } })).fileObjection;
const refusal = (me: PersonClient, about: string, target: string, text = '？') =>
  me.refusal(FILE, { input: { about, target, text } });
const rowOf = async (id: string) =>
  (await platform.database.sql('SELECT * FROM assent.objection WHERE id = $1', [id]))[0]!;

/** A person with a grant that was used once. */
async function used() {
  const { id, owner } = await give(platform, { asks: CHECK });
  const { data } = await platform.insurer.redeem(
    id,
    randomUUID(),
    'id person { enrolments { nodes { insuranceType } } }',
  );
  return { id, owner, useId: data.redeemGrant.id as string };
}

describe('R-24, R-26: an objection', () => {
  it('about a use, a grant or one’s record is kept until it is answered, within 15 days of the calendar', async () => {
    const { id, owner, useId } = await used();
    const filed = [
      await file(owner, 'DISCLOSURE', useId),
      await file(owner, 'GRANT', id.toUpperCase()),
      await file(owner, 'RECORD', 'MOB', '手机号是旧的'),
    ];
    expect(filed[2]).toEqual({
      id: expect.any(String),
      about: 'RECORD',
      target: 'MOB',
      text: '手机号是旧的',
      status: 'OPEN',
      raisedAt: expect.any(String),
      dueAt: new Date(Date.parse(filed[2].raisedAt) + 15 * DAY_MS).toISOString(),
      answer: null,
      answeredAt: null,
    });
    expect((await owner.run(MINE)).me.objections.nodes).toEqual(filed.toReversed());
    expect((await officer.run(OPEN)).openObjections.nodes).toEqual(expect.arrayContaining(filed));
  });

  it('is about one’s own only: anything else is as if it were not there', async () => {
    const [{ owner }, others] = [await used(), await used()];
    for (const [about, target] of [
      ['GRANT', others.id],
      ['DISCLOSURE', others.useId],
      ['GRANT', others.useId],
      ['DISCLOSURE', randomUUID()],
      ['GRANT', 'x'],
      ['GRANT', '\0'],
      ['RECORD', others.id],
      ['RECORD', 'SETL_AMT_OF_NOBODY'],
    ] as const)
      expect([about, target, (await refusal(owner, about, target)).code]).toEqual([
        about,
        target,
        'NOT_FOUND',
      ]);
    expect(await refusal(owner, 'RECORD', 'MOB', ' ')).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'text',
    });
    expect(await refusal(owner, 'RECORD', 'MOB', '长'.repeat(2_001))).toMatchObject({ field: 'text' });
    expect((await owner.run(MINE)).me.objections.nodes).toEqual([]);
  });

  it('may be raised by a guardian about a grant of the ward', async () => {
    const { child, guardian } = await madeFamily(platform, 8);
    const client = await platform.person(guardian).signIn('FACE');
    const requestId = await askOf(platform, child);
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, requestId));
    expect(await file(client, 'GRANT', grant.id)).toMatchObject({ target: grant.id });
  });

  it('is answered once by an officer, whereupon the person is told that there is an answer, and reads it', async () => {
    const { id, owner } = await used();
    const filed = await file(owner, 'GRANT', id);
    const { answerObjectionOfPerson: answered } = await officer.run(ANSWER, {
      id: filed.id,
      answer: '已核实，确为本人所给。',
    });
    expect(answered).toEqual({
      ...filed,
      status: 'ANSWERED',
      answer: '已核实，确为本人所给。',
      answeredAt: expect.any(String),
    });
    expect((await owner.run(MINE)).me.objections.nodes).toEqual([answered]);
    expect((await officer.run(OPEN)).openObjections.nodes).not.toContainEqual(
      expect.objectContaining({ id: filed.id }),
    );
    expect(await officer.refusal(ANSWER, { id: filed.id, answer: '又一次' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'id',
    });
    for (const wrong of ['x', randomUUID()])
      expect(await officer.refusal(ANSWER, { id: wrong, answer: '好' })).toMatchObject({ code: 'NOT_FOUND' });
    for (;;) {
      const told = (await owner.messages()).filter(({ text }) => text.includes('异议已有答复'));
      if (told.length > 0) {
        expect(told[0]!.text).not.toContain('已核实');
        return;
      }
      await delay(50);
    }
  });

  it('is in the ledger when it is filed and when it is answered, without a word of it', async () => {
    const { id, owner } = await used();
    const filed = await file(owner, 'GRANT', id, '独一无二的话');
    await officer.run(ANSWER, { id: filed.id, answer: '独一无二的答复' });
    const entries = await platform.database.sql(
      "SELECT kind, content, delay FROM assent.ledger_entry WHERE content->>'object' = $1 ORDER BY id",
      [filed.id],
    );
    expect(entries).toMatchObject([
      { kind: 'OBJECTION_FILED', content: { about: 'GRANT' }, delay: expect.any(Number) },
      {
        kind: 'OBJECTION_ANSWERED',
        content: { staff: officer.identity.code, role: 'OFFICER' },
        delay: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('独一无二');
    expect(await faultsOfLedger(platform.database)).toEqual([]);
  });

  it('is encrypted, and erased with the person; nobody can answer it any more', async () => {
    const { owner } = await used();
    const { id } = await file(owner, 'RECORD', 'MOB', '手机号是旧的');
    expect(JSON.stringify(await rowOf(id))).not.toContain(Buffer.from('手机号是旧的').toString('hex'));
    const client = new Client({ connectionString: platform.database.ownerUrl });
    await client.connect();
    await client.query('BEGIN');
    expect(await erasePerson(executorOf(client), owner.person.psnNo!)).toBe(true);
    await client.query('COMMIT');
    await client.end();
    expect(await rowOf(id)).toMatchObject({ sealed_text: null, sealed_answer: null });
    expect(await officer.refusal(ANSWER, { id, answer: '好' })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is taken ten times a day from one person', async () => {
    const { owner } = await used();
    for (let n = 0; n < 10; n += 1) await file(owner, 'RECORD', 'MOB');
    expect(await refusal(owner, 'RECORD', 'MOB')).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: expect.any(Number),
    });
  });

  it('never changes: neither its target nor an answer, and it is not deleted', async () => {
    const { owner } = await used();
    const { id } = await file(owner, 'RECORD', 'MOB');
    await officer.run(ANSWER, { id, answer: '好' });
    for (const change of [
      "UPDATE assent.objection SET target = 'SEX' WHERE id = $1",
      'UPDATE assent.objection SET answered_at = NULL, answered_by = NULL, sealed_answer = NULL WHERE id = $1',
      'DELETE FROM assent.objection WHERE id = $1',
    ])
      await expect(platform.database.sql(change, [id])).rejects.toThrow(/may not change so/);
    expect(await idOf(platform.database, owner.person)).toBe(String((await rowOf(id)).person_id));
  });
});
