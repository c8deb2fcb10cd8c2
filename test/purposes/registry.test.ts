import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { PROHIBITED_PURPOSES } from '../../consent/purposes/prohibited.js';
import type { Purpose, PurposeItem, PurposeMode } from '../../consent/purposes/purpose.js';
import { purposes } from '../../consent/purposes/registry.js';
import { itemOf } from '../../schema/catalogue.js';
import { projectFile } from '../support/project.js';

interface AgreedPurpose {
  readonly purpose: string;
  readonly requesters: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly modes: readonly string[];
}

/** The agreed purposes. A wider purpose must be agreed on here first. */
const agreed = JSON.parse(projectFile('test/purposes/purposes.fixture.json')) as {
  purposes: AgreedPurpose[];
  prohibited: string[];
};

const byDelivery = (items: readonly PurposeItem[]) =>
  [...Map.groupBy(items, ({ delivery }) => delivery)].map(
    ([delivery, entries]) => `${delivery}: ${entries.map(({ item }) => item).join(' ')}`,
  );

const modeLine = ({ mode, maxUses, maxUsesPerDay, maxValidityDays }: PurposeMode) =>
  `${mode} ${maxUses ?? '-'} uses, ${maxUsesPerDay ?? '-'} a day, ${maxValidityDays} days`;

const described = (purpose: Purpose): AgreedPurpose => ({
  purpose: [
    purpose.code,
    purpose.nameZh,
    purpose.nameEn,
    purpose.subject,
    purpose.consentRequired ? 'consent' : 'law',
    purpose.minimumStrength,
    purpose.lookbackMonths === null ? 'without limit' : `${purpose.lookbackMonths} months`,
  ].join(' | '),
  requesters: purpose.requesters.join(' '),
  required: byDelivery(purpose.required),
  optional: byDelivery(purpose.optional),
  modes: purpose.modes.map(modeLine),
});

describe('purposes (用途)', () => {
  it('are exactly the agreed ones', () => {
    expect(purposes.map(({ code }) => code)).toEqual(
      agreed.purposes.map(({ purpose }) => purpose.split(' | ')[0]),
    );
  });

  it.each(purposes.map((purpose, index) => [purpose.code, purpose, agreed.purposes[index]!] as const))(
    '%s asks for the agreed items, deliveries, modes, uses, days, strength and look-back, and no more (R-08, R-09)',
    (_code, purpose, expected) => {
      expect(described(purpose)).toEqual(expected);
    },
  );

  it('do not include a prohibited purpose', () => {
    expect(Object.keys(PROHIBITED_PURPOSES)).toEqual(agreed.prohibited);
    expect(purposes.filter(({ code }) => code in PROHIBITED_PURPOSES)).toEqual([]);
  });

  it('need a guardian until 18 if they concern insurance or money, and until 14 otherwise (R-11)', () => {
    const until18 = purposes.filter(({ guardianUntilAge }) => guardianUntilAge === 18);
    const forMoney = purposes.filter(({ requesters }) =>
      requesters.some((kind) => kind === 'COMMERCIAL_INSURER' || kind === 'COMMERCIAL_BANK'),
    );
    expect(until18).toEqual(forMoney);
    expect(until18.length).toBeGreaterThan(4);
  });

  it('give no health data of a person to a bank (R-30)', () => {
    const forBanks = purposes.filter(({ requesters }) => requesters.includes('COMMERCIAL_BANK'));
    const items = forBanks
      .flatMap(({ required, optional }) => [...required, ...optional])
      .map(({ item }) => itemOf(item));
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter(({ category }) => category.subject === 'PERSON')).toEqual([]);
  });

  it('give an insurer no data about an agent or an employer (R-14)', () => {
    const forInsurers = purposes.filter(({ requesters }) => requesters.includes('COMMERCIAL_INSURER'));
    const items = forInsurers
      .flatMap(({ required, optional }) => [...required, ...optional])
      .map(({ item }) => item);
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((item) => item === 'AGNTER_NAME' || item === 'EMP_NAME')).toEqual([]);
  });

  it('limit the validity of each mode, and cap the daily uses of MULTI_USE (R-09)', () => {
    for (const { code, modes } of purposes)
      for (const { mode, maxUses, maxUsesPerDay, maxValidityDays } of modes) {
        const bounds = {
          ONE_TIME: maxUses === 1,
          LIMITED: maxUses !== null && maxUses >= 2,
          MULTI_USE: (maxUsesPerDay ?? 0) > 0,
        };
        expect({ code, mode, bounded: bounds[mode] && maxValidityDays > 0 }).toEqual({
          code,
          mode,
          bounded: true,
        });
      }
  });

  it('are shown by the query `purposes` as they are enforced', async () => {
    const { data, errors } = await graphql({
      schema: await createSchema(),
      contextValue: { answerSize: null },
      source: `{ purposes { code nameZh nameEn minimumStrength guardianUntilAge lookbackMonths requiredItems { item delivery }
        optionalItems { item delivery } modes { mode maxUses maxUsesPerDay maxValidityDays } } }`,
    });
    expect(errors).toBeUndefined();
    const told = (data as any).purposes.map(({ requiredItems, optionalItems, ...purpose }: any) => ({
      ...purpose,
      required: requiredItems,
      optional: optionalItems,
    }));
    const enforced = purposes.map(
      ({ subject: _s, requesters: _r, consentRequired: _c, ...purpose }) => purpose,
    );
    expect(JSON.parse(JSON.stringify(told))).toEqual(JSON.parse(JSON.stringify(enforced)));
  });
});
