import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scale } from '../support/scale.js';
import { certNoOf, Importing, personRow } from './importing.js';

let city: Importing;
beforeEach(async () => {
  city = await Importing.create();
});
afterEach(() => city.database.drop());

const BORN = '1990-01-01';
const NUMBERS = [1, 3, 5, 7, 9].map((serial) => certNoOf(BORN, serial));
/** The people P0, P1, ... with the numbers at these places. */
const rowsOf = (...places: number[]) => places.map((place, at) => personRow(`P${at}`, NUMBERS[place]!));
const numbersOf = async (count: number) =>
  Promise.all(NUMBERS.slice(0, count).map((number) => city.ownerOf(number)));

describe('numbers that change hands within one file', () => {
  it.each([
    ['one takes what another leaves', [0, 1], [2, 0], ['P1', null, 'P0']],
    ['two exchange theirs', [0, 1], [1, 0], ['P1', 'P0', null]],
    ['three go round', [0, 1, 2], [1, 2, 0], ['P2', 'P0', 'P1']],
  ])('are all taken at once: %s', async (_, before, after, owners) => {
    for (const order of [(rows: any[]) => rows, (rows: any[]) => rows.toReversed()]) {
      await city.run({ basic_identity: order(rowsOf(...before)) });
      const first = await city.run({ basic_identity: order(rowsOf(...after)) });
      expect(first).toMatchObject({ rejected: 0 });
      expect(await numbersOf(3)).toEqual(owners);
      const stored = await city.dump('person', 'basic_identity');
      expect(await city.run({ basic_identity: order(rowsOf(...after)) })).toMatchObject({
        rejected: 0,
        written: 0,
      });
      expect(await city.dump('person', 'basic_identity')).toEqual(stored);
    }
  });

  it('end up the same in every order of the rows, and nobody gets a number that its owner keeps', async () => {
    let serial = 100;
    /** New people with numbers of their own, whose numbers then change. Who has which in the end, by place. */
    const outcome = async (places: readonly number[], order: readonly number[]) => {
      serial += 10;
      const numbers = Array.from({ length: 5 }, (_, at) => certNoOf(BORN, serial + 2 * at + 1));
      const row = (at: number, place: number) => personRow(`R${serial}-${at}`, numbers[place]!);
      await city.run({ basic_identity: [0, 1, 2, 3].map((at) => row(at, at)) });
      await city.run({ basic_identity: order.map((at) => row(at, places[at]!)) });
      const owners = await Promise.all(numbers.map((number) => city.ownerOf(number)));
      return owners.map((owner) => owner?.split('-')[1] ?? null);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }),
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
        async (places, order) => {
          const owners = await outcome(places, order);
          expect(await outcome(places, order.toReversed())).toEqual(owners);
          expect(owners.filter((owner) => owner !== null)).toHaveLength(4);
        },
      ),
      { numRuns: scale(5, 40), endOnFailure: true },
    );
  });

  it('stay with the owner if the owner’s row is refused, and so on down the chain', async () => {
    await city.run({ basic_identity: rowsOf(0, 1, 2) });
    // P0 wants what P2 keeps, so P0 keeps its own, and P1 can't have it.
    const { rejects } = await city.run({ basic_identity: rowsOf(2, 0, 2) });
    expect(rejects.map(({ line, field, reason }) => [line, field, reason])).toEqual([
      ['2', 'certno', 'belongs to another psn_no'],
      ['3', 'certno', 'belongs to another psn_no'],
    ]);
    expect(await numbersOf(3)).toEqual(['P0', 'P1', 'P2']);
  });

  it('are given to the first of two rows of one person, however far apart they are', async () => {
    const many = Array.from({ length: 3000 }, (_, at) =>
      personRow(
        `M${at}`,
        certNoOf(`19${String(50 + (at % 40))}-0${1 + (at % 9)}-${10 + (at % 18)}`, at % 1000),
      ),
    ).filter((row, at, all) => all.findIndex(({ certno }) => certno === row.certno) === at);
    const again = { ...many[0]!, psn_name: '后来的人' };
    for (let run = 0; run < 2; run++) {
      const { rejects, written } = await city.run({ basic_identity: [...many, again] });
      expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
        [String(many.length + 2), 'has the key of an earlier row'],
      ]);
      expect(written).toBe(run === 0 ? many.length : 0);
    }
  });
});

describe('a person number that becomes another human’s', () => {
  const old = personRow('P1', certNoOf('1980-01-02', 1), { psn_name: '张三' });
  const other = personRow('P1', certNoOf('1995-05-06', 2), { psn_name: '李四' });
  const contact = (mob: string) => ({ contact: [{ psn_no: 'P1', mob }] });

  it('is held, with everything else of the person, and the record stays as it was', async () => {
    await city.run({ basic_identity: [old], ...contact('13900000001') });
    const before = await city.dump('basic_identity', 'contact');
    const { rejects } = await city.run({ basic_identity: [other], ...contact('13900000002') });
    expect(rejects.map(({ file, field, reason }) => [file, field, reason])).toEqual([
      ['basic_identity.csv', 'psn_no', 'would be another person: held for review'],
      ['contact.csv', 'psn_no', 'is of a person whose identity is under review'],
    ]);
    expect(await city.dump('basic_identity', 'contact')).toEqual(before);
    expect(await city.ownerOf(old.certno!)).toBe('P1');
    expect(await city.ownerOf(other.certno!)).toBeNull();
    const reviews = await city.database.sql('SELECT changed, verdict FROM assent.identity_review');
    expect(reviews).toEqual([{ changed: ['psn_name', 'certno', 'brdy', 'gend'], verdict: null }]);
    await city.run({ basic_identity: [other] });
    expect(await city.database.sql('SELECT id FROM assent.identity_review')).toHaveLength(1);
  });

  it.each([
    ['CORRECTION', [], 'P1'],
    ['REFUSED', ['would be another person: refused after review'], null],
    ['ANOTHER', [], 'P1'],
  ])('is imported or rejected as it was decided: %s', async (verdict, reasons, owner) => {
    await city.run({ basic_identity: [old] });
    await city.run({ basic_identity: [other] });
    await city.database.sql("SELECT assent.decide_identity('P1', $1, 'tester')", [verdict]);
    const { rejects } = await city.run({ basic_identity: [other] });
    expect(rejects.map(({ reason }) => reason)).toEqual(reasons);
    expect(await city.ownerOf(other.certno!)).toBe(owner);
    const first = await city.ownerOf(old.certno!);
    if (verdict === 'ANOTHER') expect(first).toMatch(/^former /);
    else expect(first).toBe(verdict === 'REFUSED' ? 'P1' : null);
  });

  it('is not thought of a correction: another name, or another number with its birth date', async () => {
    await city.run({ basic_identity: [old] });
    for (const corrected of [
      { ...old, psn_name: '张叁' },
      personRow('P1', certNoOf('1980-02-02', 1), { psn_name: '张叁' }),
    ])
      expect((await city.run({ basic_identity: [corrected] })).rejects).toEqual([]);
  });
});

describe('an erased person', () => {
  it('stays erased, whatever number the person has in a later file', async () => {
    const row = personRow('P1', NUMBERS[0]!);
    await city.run({ basic_identity: [row] });
    await city.database.sql('INSERT INTO assent.erased_number SELECT certno_index FROM assent.person');
    const { rejects } = await city.run({ basic_identity: [{ ...row, psn_no: 'P2' }] });
    expect(rejects).toMatchObject([{ field: 'certno', reason: 'belongs to a person who was erased' }]);
  });
});
