import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkCharacter } from '../../schema/identity/resident-number.js';
import { certNoOf, Importing, personRow } from './importing.js';

const withCheck = (digits: string) => digits + checkCharacter(digits);

let city: Importing;
beforeAll(async () => {
  city = await Importing.create();
});
afterAll(() => city.database.drop());

let numbers = 0;
const nextCertNo = (born = '1990-01-01') => certNoOf(born, ++numbers);
const fieldsOf = async (row: Record<string, string>) =>
  (await city.run({ basic_identity: [row] })).rejects.map(({ field, reason }) => [field, reason]);

describe('a row of a person', () => {
  it('may have the number in any way of writing', async () => {
    const certNo = Array.from({ length: 60 }, () => nextCertNo('1971-05-06')).find((number) =>
      number.endsWith('X'),
    )!;
    const ways = [
      certNo.toLowerCase(),
      `${certNo.slice(0, 6)} ${certNo.slice(6)}`,
      certNo.replace('X', 'ｘ'),
    ];
    for (const way of ways) {
      expect(await fieldsOf(personRow('P-way', certNo, { certno: way }))).toEqual([]);
      expect(await city.ownerOf(certNo)).toBe('P-way');
      expect(await city.ownerOf(way)).toBe('P-way');
    }
    const old = certNoOf('1960-02-03', 11);
    expect(await fieldsOf(personRow('P-15', old, { certno: old.slice(0, 6) + old.slice(8, 17) }))).toEqual(
      [],
    );
    expect(await city.ownerOf(old)).toBe('P-15');
  });

  it('is rejected for a number that its type of document can’t have', async () => {
    const permit = withCheck('81000019900101011');
    const wrong = permit.slice(0, 17) + (permit[17] === '1' ? '2' : '1');
    expect(await fieldsOf(personRow('P-17', permit, { psn_cert_type: '17' }))).toEqual([]);
    expect(await fieldsOf(personRow('P-bad', wrong, { psn_cert_type: '17' }))).toEqual([
      ['certno', 'has a wrong check character'],
    ]);
    expect(
      await fieldsOf(personRow('P-bad', withCheck('83000020310101011'), { psn_cert_type: '17' })),
    ).toEqual([
      ['certno', 'holds no real birth date, or one in the future'],
      ['brdy', 'is in the future'],
    ]);
    expect(await fieldsOf(personRow('P-bad', nextCertNo(), { psn_cert_type: '16' }))).toEqual([
      ['certno', 'is not a number of this type of document'],
    ]);
  });

  it('is rejected for a birth in the future, whatever the document', async () => {
    const row = personRow('P-future', nextCertNo(), {
      psn_cert_type: '08',
      certno: 'E1234567',
      brdy: '2031-01-01',
    });
    expect(await fieldsOf(row)).toEqual([['brdy', 'is in the future']]);
    expect(await fieldsOf({ ...row, brdy: '9999-01-01' })).toEqual([
      ['brdy', expect.stringContaining('is not a real day')],
    ]);
  });

  it.each([' ', '\u3000', '\u00A0', '\u200B', ' \t\u2003'])(
    'is rejected for blanks instead of a value: %j',
    async (blank) => {
      for (const field of ['psn_no', 'psn_name', 'brdy', 'surv_stas'])
        expect(await fieldsOf(personRow('P-blank', nextCertNo(), { [field]: blank }))).toEqual([
          [field, 'is missing'],
        ]);
      expect(await fieldsOf(personRow('P-blank', nextCertNo(), { certno: blank }))).toEqual([
        ['certno', 'is missing'],
      ]);
    },
  );

  it('tells all its faults at once, with their shape and no value, in two languages', async () => {
    const row = personRow('P-many', nextCertNo(), { psn_name: '', gend: 'm', brdy: '1990/13/41' });
    const { rejects, rejected } = await city.run({ basic_identity: [row] });
    expect(rejected).toBe(1);
    expect(rejects.map(({ line, field, shape }) => [line, field, shape])).toEqual([
      ['2', 'psn_name', ''],
      ['2', 'gend', '@'],
      ['2', 'brdy', '####/##/##'],
    ]);
    for (const reject of rejects) {
      expect(reject.原因).toMatch(/\p{Script=Han}/u);
      expect(reject.处理办法).toMatch(/\p{Script=Han}/u);
      expect(reject.what_to_do).not.toBe('');
    }
  });

  it('of a child may have no number yet, or the one of the birth certificate; of a grown-up it may not', async () => {
    const born = `${new Date().getFullYear() - 1}-02-03`;
    const child = personRow('C-1', certNoOf(born, 8), { certno: '', psn_cert_type: '' });
    const other = personRow('C-2', certNoOf(born, 8), { certno: '', psn_cert_type: '' });
    const named = personRow('C-3', certNoOf(born, 8), { certno: 'T370123456', psn_cert_type: '91' });
    expect((await city.run({ basic_identity: [child, other, named] })).rejects).toEqual([]);
    expect(await city.ownerOf('')).toBeNull();
    expect(await city.ownerOf('t370123456')).toBe('C-3');
    expect(await fieldsOf(personRow('C-1', certNoOf(born, 8)))).toEqual([]);
    expect(await city.ownerOf(certNoOf(born, 8))).toBe('C-1');
  });
});

describe('the row of an institution’s people', () => {
  const institution = { fixmedins_code: 'H37990000001', fixmedins_name: '某院' };
  const persons = (more: object) => ({
    provider_profile: [institution],
    provider_persons: [
      {
        fixmedins_code: institution.fixmedins_code,
        legrep_name: 'SMITH JOHN',
        legrep_mobile: '13900000000',
        ...more,
      },
    ],
  });

  it.each([
    ['08', 'E1234567'],
    ['04', 'H12345678'],
    ['', 'h 1234 5678'],
    ['', 'USA110090000001'],
    ['17', withCheck('81000019900101011')],
  ])('stands with a legal representative whose document is %j %s', async (type, number) => {
    expect((await city.run(persons({ legrep_cert_type: type, legrep_certno: number }))).rejects).toEqual([]);
    const [row] = await city.database.sql('SELECT representative_index AS index FROM assent.provider');
    expect(row!.index).toEqual(city.blindIndex.certNo(number));
  });

  it('is rejected for an ID number that can’t be', async () => {
    const number = nextCertNo();
    const wrong = number.slice(0, 17) + (number[17] === '1' ? '2' : '1');
    const { rejects } = await city.run(persons({ legrep_certno: wrong }));
    expect(rejects).toMatchObject([{ field: 'legrep_certno', reason: 'has a wrong check character' }]);
  });
});
