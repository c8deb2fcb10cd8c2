import { describe, expect, it } from '@jest/globals';
import { type CatalogueItem, itemOf, personItems } from '../../schema/catalogue.js';
import { applyMask } from '../../schema/mask.js';
import { agreedCatalogue as agreed } from './agreed.js';

/** A value that masks to the catalogue's example. The characters that a mask keeps are taken from the example. */
const MASKED_VALUES: Record<string, string> = {
  BRDY: '1980-05-17',
  LIVE_ADDR: '山东省烟台市芝罘区南大街 1 号 2 单元',
  EMP_NAME: '烟台安德有限公司',
  PSN_CLCTSTD: '5321.00',
  PSN_CLCT_AMT: '150.25',
  DIAG_CODE: 'I10.x001',
  FIXMEDINS_NAME: '烟台毓璜顶医院',
  FILING_ADMDVS: '110105',
};

function valueBehind(item: CatalogueItem, example: string): string {
  const value = MASKED_VALUES[item.code];
  if (value !== undefined) return value;
  if (item.mask.fn === 'DATE_TO_MONTH') return `${example}-17`;
  if (item.mask.fn === 'NAME_SURNAME') return '王小明';
  if (item.mask.fn === 'KEEP') return example.replaceAll('*', '7');
  return '1234.56';
}

describe('the masks', () => {
  it('are tested with an example of every masked item', () => {
    const masked = personItems.filter(({ mask }) => mask.fn !== 'NONE').map(({ code }) => code);
    expect(Object.keys(agreed.maskExamples)).toEqual(masked);
  });

  it.each(Object.entries(agreed.maskExamples))('give %s the masked value %s', (code, example) => {
    const item = itemOf(code);
    const value = valueBehind(item, example);
    expect(applyMask(item.mask, value, '02')).toBe(example);
    expect(example).not.toBe(value);
  });

  it.each([
    ['PSN_CLCTSTD', '5000.00', '5000-8000'],
    ['PSN_CLCTSTD', '7999.99', '5000-8000'],
    ['PSN_CLCTSTD', '8000.00', '8000-11000'],
    ['PSN_CLCT_AMT', '99.99', '0-100'],
  ])('of %s put %s into the range %s, and all ranges have the same width', (code, amount, expected) => {
    expect(applyMask(itemOf(code).mask, amount)).toBe(expected);
  });

  it.each(['M', '王', '欧阳'])('show only the first character of the name “%s”', (name) => {
    expect(applyMask(itemOf('PSN_NAME').mask, name)).toBe(`${[...name][0]}**`);
  });

  it.each([
    ['山东省烟台市龙口市东莱街道 5 号', '山东省烟台市龙口市****'],
    ['烟台市芝罘区市府街小区 3 号楼', '烟台市芝罘区****'],
    ['芝罘区南大街市场', '芝罘区****'],
    ['北京市朝阳区建国路 1 号', '北京市朝阳区****'],
    ['龙口市锦绣小区 3 号楼', '龙口市****'],
    ['内蒙古自治区呼和浩特市玉泉区大学路', '内蒙古自治区呼和浩特市玉泉区****'],
    ['锦绣小区 3 号楼', '****'],
    ['Room 5, 1 Nan Da Jie', '****'],
  ])('show the address %s up to its county only', (address, expected) => {
    expect(applyMask(itemOf('LIVE_ADDR').mask, address)).toBe(expected);
  });

  it('that keep the ends hide a text that is not longer than the ends', () => {
    expect(applyMask(itemOf('CERTNO').mask, '3701234')).toBe('*******');
    expect(applyMask(itemOf('MOB').mask, '138')).toBe('***');
  });
});
