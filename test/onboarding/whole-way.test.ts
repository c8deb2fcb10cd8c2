import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshKey, giveGrant, SETTLED } from '../support/clients/consent.js';
import { everythingOf } from '../support/people/asked.js';
import { APPLICATION, Applying, dayIn, FOR_CLAIMS, PDF, upload } from '../support/people/institutions.js';
import { CONFIRM_ACT, Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf, namedRows } from '../support/platform/seals.js';

let platform: Platform;
let officers: Officers;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
});
afterAll(() => platform.stop());

describe('an institution that nobody knows', () => {
  it('applies, is returned once, applies again, is approved and activated by two officers, and uses its first grant', async () => {
    const applying = await Applying.begin(platform);
    const { person, id, key } = applying;
    // Everything that is missing is told at once, and it can't be handed in.
    const fields = (await applying.read()).missing.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(
      expect.arrayContaining(['contact', 'purposes', 'documents.BUSINESS_LICENCE', 'answers.LOGGING']),
    );
    expect(await person.refusal(APPLICATION.SUBMIT, { id })).toMatchObject({
      code: 'APPLICATION_INCOMPLETE',
      fields,
    });

    await applying.complete([FOR_CLAIMS]);
    const submitted = await applying.submit();
    expect(submitted).toMatchObject({
      status: 'SUBMITTED',
      missing: [],
      keyThumbprints: [expect.any(String)],
    });
    expect(Date.parse(submitted.dueAt) - Date.parse(submitted.submittedAt)).toBe(20 * 86_400_000);

    await officers.one.run(APPLICATION.TAKE, { id });
    const lines = [
      { field: 'answers.LOGGING', message: '请写明日志保存多久' },
      { field: 'contact', message: '请写客服电话' },
    ];
    const { returnApplication } = await officers.one.run(APPLICATION.RETURN, { input: { id, lines } });
    expect(returnApplication.status).toBe('RETURNED');
    const back = await applying.read();
    expect(back.returnedFor).toBe('answers.LOGGING: 请写明日志保存多久\ncontact: 请写客服电话');
    const review = new Map(back.review.map((line: any) => [line.code, line]));
    expect(review.get('LOGGING')).toMatchObject({ accepted: false, note: '请写明日志保存多久' });
    expect(review.get('DELETION')).toMatchObject({ accepted: true, note: null });
    await applying.edit({ contact: '客服 4001234567' });
    expect((await applying.submit()).status).toBe('SUBMITTED');
    await officers.other.run(APPLICATION.TAKE, { id });
    const again = { input: { id, lines } };
    expect((await officers.other.refusal(APPLICATION.RETURN, again)).code).toBe('FORBIDDEN');

    const act = await officers.propose({ kind: 'APPROVE_APPLICATION', subject: id });
    expect(act).toMatchObject({
      subject: id,
      recipient: null,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(act.diff).toContainEqual({
      path: 'purposes.CLAIM_DIRECT_PAY.items.SETL_ID',
      before: null,
      after: 'RETURN',
      widens: true,
    });
    expect(await officers.other.refusal(CONFIRM_ACT, { id: act.id })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'digest',
    });
    await officers.other.run(CONFIRM_ACT, { id: act.id, digest: act.digest });
    const approved = await applying.read();
    const code = `USCC-${applying.uscc}`;
    expect(approved).toMatchObject({
      status: 'APPROVED',
      institution: { contact: '客服 4001234567', recipient: { code, standing: 'READY' } },
    });
    const client = applying.client(code);
    const terms = { ...everythingOf(), validForDays: 7, notice: '理赔' };
    // It has keys, and may ask for nothing until it is activated.
    await expect(giveGrant(person, client, terms)).rejects.toThrow(/PURPOSE_NOT_ALLOWED/);

    await officers.act({ kind: 'ACTIVATE_RECIPIENT', recipient: code });
    expect((await applying.read()).institution.recipient.standing).toBe('LIVE');
    const { grant } = await giveGrant(person, client, terms);
    const { data, errors } = await client.redeem(grant.id, freshKey(), SETTLED);
    expect(errors).toEqual([]);
    expect(data.redeemGrant.id).toBeDefined();
    const entries = await platform.database.sql(
      "SELECT kind, content FROM assent.ledger_entry WHERE recipient_code = $1 AND kind <> 'GRANT_GIVEN' AND grant_id IS NULL ORDER BY id",
      [code],
    );
    expect(entries.map(({ kind }) => kind)).toEqual([
      'KEY_CHANGED',
      'MEMBER_CHANGED',
      'RECIPIENT_ACTIVATED',
      'AGREEMENT_CHANGED',
    ]);
    expect(entries[3]!.content).toMatchObject({
      version: 1,
      act: act.id,
      proposedBy: officers.one.identity.code,
      confirmedBy: officers.other.identity.code,
      until: dayIn(365),
      document: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(key).toBeDefined();
    expect(await namedRows(platform.database)).toEqual([]);
    expect(await faultsOf(platform.database)).toEqual([]);
  });

  it('has its documents kept as they came: no other type, no other person, nothing rendered', async () => {
    const applying = await Applying.begin(platform);
    const { person, id } = applying;
    expect((await upload(person, id, 'MLPS', Buffer.from('<html>'))).status).toBe(400);
    expect((await upload(person, id, 'NO_SUCH_KIND')).status).toBe(404);
    expect((await upload(person, id, 'IMPACT_ASSESSMENT')).status).toBe(404);
    expect((await upload(person, id, 'MLPS', PDF, '2026-02-30')).status).toBe(400);
    expect((await upload(person, id, 'MLPS', PDF, dayIn(100))).status).toBe(200);
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    expect((await upload(stranger, id, 'MLPS')).status).toBe(404);
    const path = `/applications/${id}/documents/MLPS`;
    expect((await stranger.fetch(path)).status).toBe(404);
    // Nothing was handed in yet, so no officer sees it.
    expect((await officers.one.fetch(path)).status).toBe(404);
    expect((await platform.anonymous.fetch(path)).status).toBe(401);
    const file = await person.fetch(path);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PDF);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="mlps.pdf"');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    const [stored] = await platform.database.sql(
      'SELECT sealed_content FROM assent.application_file f JOIN assent.application_document d ON d.id = f.document_id WHERE application_id = $1',
      [id],
    );
    expect(Buffer.from(stored!.sealed_content).includes(PDF)).toBe(false);
    const tooLarge = Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]);
    const refused = await upload(person, id, 'MLPS', tooLarge);
    const { errors } = (await refused.json()) as { errors: any[] };
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'body' });
    await person.signIn('SMS');
    expect((await upload(person, id, 'MLPS')).status).toBe(403);
  });
});
