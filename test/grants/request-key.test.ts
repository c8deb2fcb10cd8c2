import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { Person } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }';
const DENY = 'mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }';
const NOBODY = { certNo: '379900188001010015', name: '无此人' };

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

type Asked = Pick<Person, 'certNo' | 'name'>;

const send = (
  { certNo, name }: Asked,
  idempotencyKey: string | null,
  more: Record<string, unknown> = {},
  recipient: RecipientClient = platform.insurer,
) =>
  recipient.send(ASK, {
    input: {
      subject: { person: { certNo, name } },
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'ONE_TIME',
      validForDays: 7,
      notice: '资格核验',
      idempotencyKey,
      ...more,
    },
  });

const requestsOf = (key: string) =>
  platform.database.sql('SELECT id::text FROM assent.consent_request WHERE idempotency_key = $1', [key]);

describe('a request with an idempotency key', () => {
  it.each<[string, () => Asked]>([
    ['somebody who is insured', () => platform.someone()],
    ['a number that nobody has', () => NOBODY],
  ])('is made once for %s, and a retry is answered with it', async (_who, asked) => {
    const [person, key] = [asked(), randomUUID()];
    const first = await send(person, key);
    expect(first.errors).toEqual([]);
    for (let n = 0; n < 3; n += 1) expect((await send(person, key)).data).toEqual(first.data);
    expect(await requestsOf(key)).toEqual([{ id: first.data.requestConsent.id }]);
  });

  it('of ten at the same moment makes one request, and all are answered with it', async () => {
    const [person, key] = [platform.someone(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(person, key)));
    expect(new Set(answers.map(({ data }) => data?.requestConsent.id)).size).toBe(1);
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(await requestsOf(key)).toHaveLength(1);
  });

  it('is answered as it stands now, once it was decided', async () => {
    const [me, key] = [await platform.person(platform.someone()).signIn(), randomUUID()];
    const { id } = (await send(me.person, key)).data.requestConsent;
    await me.run(DENY, { id });
    expect((await send(me.person, key)).data.requestConsent).toEqual({ id, status: 'DENIED' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another validity', { validForDays: 6 }],
    ['another notice', { notice: '别的告知' }],
    ['a reference', { reference: 'P-1' }],
    ['items', { items: [{ item: 'INSUTYPE' }] }],
    ['another purpose', { purpose: 'QUICK_UNDERWRITING', validForDays: 1 }],
    ['another person', { subject: { person: NOBODY } }],
  ])('with %s is refused, and takes no second request', async (_what, changed) => {
    const [person, key] = [platform.someone(), randomUUID()];
    await send(person, key);
    expect(codeOf(await send(person, key, changed))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await requestsOf(key)).toHaveLength(1);
  });

  it('a field that is null is the same as one that is left out', async () => {
    const [person, key] = [platform.someone(), randomUUID()];
    const first = await send(person, key);
    expect((await send(person, key, { reference: null, items: null, recordsFrom: null })).data).toEqual(
      first.data,
    );
  });

  it('does not meet the key of another recipient', async () => {
    const [person, key] = [platform.someone(), randomUUID()];
    const mine = await send(person, key);
    const others = await send(person, key, {}, platform.otherInsurer);
    expect(others.errors).toEqual([]);
    expect(others.data.requestConsent.id).not.toBe(mine.data.requestConsent.id);
  });

  it(`is not answered any more after ${LIMITS.requestRetryHours} hours`, async () => {
    const [person, key] = [platform.someone(), randomUUID()];
    await send(person, key);
    const later = LIMITS.requestRetryHours * 3600;
    await platform.database.advance(later);
    try {
      expect(codeOf(await send(person, key))).toBe('IDEMPOTENCY_KEY_REUSED');
    } finally {
      await platform.database.advance(-later);
    }
  });

  it.each([
    ['empty', ''],
    ['blank', '  '],
    ['too long', 'k'.repeat(LIMITS.idempotencyKeyLength + 1)],
  ])('whose key is %s is refused', async (_what, key) => {
    expect((await send(platform.someone(), key)).errors[0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'idempotencyKey',
    });
  });

  it('that was refused leaves its key free', async () => {
    const [person, key] = [platform.someone(), randomUUID()];
    expect(codeOf(await send(person, key, { validForDays: 0 }))).toBe('BAD_USER_INPUT');
    expect((await send(person, key)).errors).toEqual([]);
  });

  it('keeps no number in what it compares: the same content of two people differs, and follows from a key', async () => {
    const [person, key] = [platform.someone(), randomUUID()];
    await send(person, key);
    const [row] = await platform.database.sql(
      'SELECT content_digest FROM assent.consent_request WHERE idempotency_key = $1',
      [key],
    );
    expect(row!.content_digest).toHaveLength(32);
  });
});
