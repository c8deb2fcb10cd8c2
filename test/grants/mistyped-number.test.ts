import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkCharacter } from '../../schema/identity/resident-number.js';
import { APPLY, application } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const send = (certNo: string, name = '某某') =>
  platform.insurer.send(ASK, {
    input: {
      subject: { person: { certNo, name } },
      reference: randomUUID(),
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'ONE_TIME',
      validForDays: 7,
      notice: '资格核验',
    },
  });

/** The same number with another check character. */
const mistyped = (certNo: string) => certNo.slice(0, 17) + (certNo.endsWith('1') ? '2' : '1');
const fullWidth = (text: string) =>
  [...text].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');

describe('a number that arithmetic shows to be mistyped', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, (certNo: string) => string]>([
    ['with a wrong check character', mistyped],
    ['with a wrong check character, in full width', (certNo) => fullWidth(mistyped(certNo))],
    ['with a wrong check character, with spaces', (certNo) => mistyped(certNo).replace(/^(.{6})/, '$1 ')],
    ['with two digits swapped', () => `37990019900110001${checkCharacter('37990019900101001')}`],
    ['with a birth date that is no day', () => `37990019901301001${checkCharacter('37990019901301001')}`],
  ])('%s is refused when it is asked for, and makes no request', async (_what, changed) => {
    const { certNo, name } = platform.someone();
    const { errors } = await send(changed(certNo), name);
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'subject.person.certNo' });
    expect(errors[0]!.message).not.toContain(changed(certNo));
  });

  it('is refused alike whether or not the right one is on record, and in an application of a relative', async () => {
    const { certNo } = platform.someone();
    const unknown = `37990018800101001${checkCharacter('37990018800101001')}`;
    const [known, nobodys] = [await send(mistyped(certNo)), await send(mistyped(unknown))];
    expect(nobodys.errors).toEqual(known.errors);
    const relative = await platform.person(platform.someone()).signIn('FACE');
    const refused = await relative.refusal(APPLY, application({ certNo: mistyped(certNo), name: '某某' }));
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field: 'deceased.certNo' });
  });

  it('is none where the number has another form: it may be that of a passport or a permit', async () => {
    for (const certNo of ['E12345678', 'H12345678', '8301234567', unknownDocument()])
      expect((await send(certNo)).data.requestConsent.status).toBe('PENDING');
  });
});

const unknownDocument = () => `P${randomUUID().slice(0, 8)}`;
