import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { certNoOf, csvOf, Importing, personRow } from './importing.js';

let city: Importing;
beforeEach(async () => {
  city = await Importing.create();
});
afterEach(() => city.database.drop());

const people = Array.from({ length: 40 }, (_, at) => personRow(`P${at}`, certNoOf('1985-03-04', 2 * at + 1)));
const contacts = people.map(({ psn_no }) => ({ psn_no: psn_no!, mob: '13900000001' }));
const contributions = people.map(({ psn_no }) => ({
  psn_no: psn_no!,
  insutype: '310',
  cashym: '202501',
  psn_clct_amt: '10.50',
  refd_setl_flag: '0',
}));

const manifest = (files: object, more: object = {}) =>
  JSON.stringify({ source: 'centre', asOf: '2026-03-01T00:00:00+08:00', kind: 'DELTA', files, ...more });
const stored = async (table: string) =>
  (await city.database.sql(`SELECT count(*)::int AS n FROM assent.${table}`))[0]!.n;

describe('a manifest', () => {
  it('holds for files as it tells them', async () => {
    const contact = csvOf(contacts);
    const files = {
      'basic_identity.csv': { rows: 40 },
      'contact.csv': { rows: 40, sha256: createHash('sha256').update(contact).digest('hex') },
      'contribution.csv': { sums: { psn_clct_amt: '420.00' } },
    };
    const result = await city.run({
      basic_identity: people,
      contact,
      contribution: contributions,
      'manifest.json': manifest(files),
    });
    expect(result).toMatchObject({ rejected: 0, written: 120 });
    const [run] = await city.database.sql('SELECT source, kind FROM assent.import_run');
    expect(run).toEqual({ source: 'centre', kind: 'DELTA' });
  });

  it.each([
    [{ 'basic_identity.csv': { rows: 41 } }, 'basic_identity.csv has 40 rows instead of 41'],
    [{ 'basic_identity.csv': { sha256: '0'.repeat(64) } }, 'was changed or cut off'],
    [{ 'basic_identity.csv': {}, 'contact.csv': {} }, 'contact.csv is not there'],
    [{}, 'basic_identity.csv is not in the manifest'],
    [{ 'basic_identity.csv': { rows: 40, row: 1 } }, 'files.basic_identity.csv.row is not a known field'],
  ])('refuses other files before anything changes: %j', async (files, reason) => {
    await expect(city.run({ basic_identity: people, 'manifest.json': manifest(files) })).rejects.toThrow(
      reason,
    );
    expect(await stored('person')).toBe(0);
    expect(await stored('import_run')).toBe(0);
  });

  it.each([
    ['not json', 'is not JSON'],
    [manifest({}, { kind: 'ALL' }), 'kind must be FULL or DELTA'],
    [manifest({}, { asOf: '2026-03-01' }), 'asOf must be a time with its offset'],
    [manifest({}, { asof: '' }), 'asof is not a known field'],
    ['[]', 'must be an object'],
  ])('is refused with its faults: %s', async (content, reason) => {
    await expect(city.run({ basic_identity: people, 'manifest.json': content })).rejects.toThrow(reason);
  });

  it('refuses an older export of the same source, and takes the same again', async () => {
    const at = (asOf: string, source = 'centre') =>
      city.run({
        basic_identity: people,
        'manifest.json': manifest({ 'basic_identity.csv': {} }, { asOf, source }),
      });
    await at('2026-03-02T00:00:00+08:00');
    await expect(at('2026-03-01T23:59:00+08:00')).rejects.toThrow('was imported from centre already');
    expect(await at('2026-03-02T00:00:00+08:00')).toMatchObject({ written: 0 });
    expect(await at('2026-01-01T00:00:00+08:00', 'another centre')).toMatchObject({ written: 0 });
  });
});

describe('a full export', () => {
  const full = (files: Record<string, readonly Record<string, string>[]>) =>
    city.run({
      ...files,
      'manifest.json': manifest(Object.fromEntries(Object.keys(files).map((name) => [`${name}.csv`, {}])), {
        kind: 'FULL',
      }),
    });

  it('removes records that it does not have, and the same again changes nothing', async () => {
    await city.run({ basic_identity: people, contact: contacts, contribution: contributions });
    const corrected = { ...contributions[0]!, cashym: '202502' };
    const files = { contact: contacts.slice(1), contribution: [corrected, ...contributions.slice(1)] };
    expect(await full(files)).toMatchObject({ removed: 2, rejected: 0 });
    expect([await stored('contact'), await stored('contribution')]).toEqual([39, 40]);
    const before = await city.dump('contact', 'contribution');
    expect(await full(files)).toMatchObject({ removed: 0, written: 0 });
    expect(await city.dump('contact', 'contribution')).toEqual(before);
  });

  it('removes nothing if a row was rejected, or if too much has left', async () => {
    await city.run({ basic_identity: people, contact: contacts });
    const bad = { ...contacts[1]!, mob: '无' };
    expect((await full({ contact: [bad, ...contacts.slice(2)] })).removed).toBe(0);
    const few = await full({ contact: contacts.slice(10) });
    expect(few).toMatchObject({ removed: 0, overLimit: ['contact.csv'] });
    expect(await stored('contact')).toBe(40);
  });

  it('holds people who have left, and a change removes nobody', async () => {
    await city.run({ basic_identity: people });
    expect((await full({ basic_identity: people.slice(1) })).printed).toContain(
      '1 people have left and are held',
    );
    const [left] = await city.database.sql("SELECT held_since FROM assent.person WHERE psn_no = 'P0'");
    expect(left!.held_since).toBeInstanceOf(Date);
    expect(await stored('basic_identity')).toBe(40);
  });
});
