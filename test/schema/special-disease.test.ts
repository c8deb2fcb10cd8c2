import { describe, expect, it } from '@jest/globals';
import { purposes } from '../../consent/purposes/registry.js';
import { RECIPIENT_KINDS } from '../../consent/recipients/recipient.js';
import { MATN_TYPE } from '../../schema/codes/benefit.js';
import { SPECIAL_CONDITIONS, specialCondition, type Telltale } from '../../schema/codes/special-disease.js';

const CONDITIONS: readonly (readonly [string, Telltale])[] = [
  ['HIV', { diagnosisCode: 'B20.000' }],
  ['HIV', { diagnosisCode: 'b24.x00x001' }],
  ['HIV', { diagnosisCode: 'Z21.x00' }],
  ['HIV', { diagnosisName: '人类免疫缺陷病毒病' }],
  ['HIV', { itemCode: 'XJ05ARZ001A001010100001' }],
  ['SEXUALLY_TRANSMITTED', { diagnosisCode: 'A50.000' }],
  ['SEXUALLY_TRANSMITTED', { diagnosisCode: 'A64.x00' }],
  ['SEXUALLY_TRANSMITTED', { diagnosisCode: 'I10.x00x002,A53.900' }],
  ['MENTAL', { diagnosisCode: 'F00.000' }],
  ['MENTAL', { diagnosisCode: 'F99.x00' }],
  ['MENTAL', { chronicDisease: 'M02103' }],
  ['MENTAL', { institution: '烟台合成精神卫生中心' }],
  ['MENTAL', { itemCode: 'XN05AXA001A001010100001', itemName: '利培酮片' }],
  ['NOTIFIABLE_INFECTIOUS', { diagnosisCode: 'A16.200' }],
  ['NOTIFIABLE_INFECTIOUS', { diagnosisCode: 'B18.107' }],
  ['NOTIFIABLE_INFECTIOUS', { chronicDisease: 'M00201' }],
  ['TERMINATION_OF_PREGNANCY', { diagnosisCode: 'O04.900' }],
  ['TERMINATION_OF_PREGNANCY', { careType: '53' }],
  ['TERMINATION_OF_PREGNANCY', { maternityType: '5' }],
  ['TERMINATION_OF_PREGNANCY', { maternityType: '6' }],
  ['SEXUAL_ASSAULT', { diagnosisCode: 'T74.200' }],
  ['SEXUAL_ASSAULT', { diagnosisCode: 'Y05.x00' }],
];

const ORDINARY: readonly Telltale[] = [
  { diagnosisCode: 'A49.900' },
  { diagnosisCode: 'B25.900' },
  { diagnosisCode: 'E66.900' },
  { diagnosisCode: 'G00.000' },
  { diagnosisCode: 'I10.x00x002', diagnosisName: '高血压' },
  { diagnosisCode: 'T74.100' },
  { diagnosisCode: '' },
  { diagnosisName: '周围神经病' },
  { chronicDisease: 'M03900' },
  { chronicDisease: 'M00503' },
  { itemCode: 'XC08CAB041A001010100001', itemName: '苯磺酸氨氯地平片' },
  // Everybody is tested before an operation, so a test reveals nothing.
  { itemName: '人类免疫缺陷病毒抗体测定' },
  { itemName: '梅毒螺旋体特异抗体检测' },
  { institution: '烟台合成第1人民医院' },
  { careType: '52' },
  { maternityType: '1' },
  {},
];

describe('R-12: the list of specially protected diseases', () => {
  it.each(CONDITIONS)('finds %s in %j', (code, row) => {
    expect(specialCondition(row)?.code).toBe(code);
  });

  it.each(ORDINARY)('finds nothing in %j', (row) => {
    expect(specialCondition(row)).toBeNull();
  });

  it('names for each disease the law that protects it', () => {
    for (const { law, nameZh, nameEn } of SPECIAL_CONDITIONS)
      for (const text of [law, nameZh, nameEn]) expect(text.trim()).not.toBe('');
    const maternity = SPECIAL_CONDITIONS.flatMap(({ maternityTypes }) => maternityTypes);
    for (const type of maternity) expect(MATN_TYPE.has(type)).toBe(true);
  });
});

it('R-12: no purpose allows a sum that hidden rows are part of', () => {
  const sums = ['CUM_DEDC', 'CUM_IPT_CNT', 'BALC', 'INC_SUMAMT'];
  const asked = purposes
    .filter(
      ({ consentRequired, requesters }) =>
        consentRequired && requesters.some((kind) => RECIPIENT_KINDS.some((one) => one === kind)),
    )
    .flatMap(({ code, required, optional }) =>
      [...required, ...optional]
        .filter(({ item, delivery }) => sums.includes(item) && delivery !== 'VERIFY')
        .map(({ item }) => `${code} ${item}`),
    );
  expect(asked).toEqual([]);
});
