import { describe, expect, it } from '@jest/globals';
import areas from 'china-area-data';
import fc from 'fast-check';
import { type CatalogueItem, itemOf, personItems, providerItems } from '../../schema/catalogue.js';
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
    ['解放路88号市场巷2单元301室', '****'],
    ['建设街12号省直机关宿舍', '****'],
    ['南大街7号盟委家属院', '****'],
    ['滨海路36号地区医院宿舍', '****'],
    ['南大街市场3号', '****'],
    ['龙口市场3号', '****'],
    ['烟台市市府街小区 3 号楼', '烟台市****'],
    ['烟台市和平市场2号', '烟台市****'],
    ['山东省烟台市解放路县前街5号', '山东省烟台市****'],
    ['山东省 烟台市 芝罘区 南大街1号', '山东省烟台市芝罘区****'],
    ['山东省龙口市东莱街道', '山东省龙口市****'],
    ['烟台市蓬莱区钟楼北路', '烟台市蓬莱区****'],
    ['河北省张家口市宣化区', '河北省张家口市宣化区****'],
    ['黑龙江省哈尔滨市道里区中央大街', '黑龙江省哈尔滨市道里区****'],
    ['上海市浦东新区世纪大道1号', '上海市浦东新区****'],
    ['新疆维吾尔自治区伊犁哈萨克自治州伊宁市解放路', '新疆维吾尔自治区伊犁哈萨克自治州伊宁市****'],
    ['内蒙古自治区锡林郭勒盟锡林浩特市', '内蒙古自治区锡林郭勒盟锡林浩特市****'],
    ['黑龙江省大兴安岭地区漠河市', '黑龙江省大兴安岭地区漠河市****'],
    ['河南省济源市济水大街', '河南省济源市****'],
    ['山东省烟台市北京市朝阳区', '山东省烟台市****'],
    ['东区3号', '****'],
    ['3号楼芝罘区', '****'],
    ['', '****'],
    ['Room 5, 1 Nan Da Jie', '****'],
  ])('show the address %s up to its county only', (address, expected) => {
    expect(applyMask(itemOf('LIVE_ADDR').mask, address)).toBe(expected);
  });

  it('that keep the ends hide a text that is not longer than the ends', () => {
    expect(applyMask(itemOf('CERTNO').mask, '3701234')).toBe('*******');
    expect(applyMask(itemOf('MOB').mask, '138')).toBe('***');
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    ['CERTNO', 'E1234567', '********'],
    ['CERTNO', 'H1234567801', '***********'],
    ['CERTNO', '370602800517001', '370********7001'],
    ['CERTNO', '37060219800517001X', '370***********001X'],
    ['MOB', '6612345', '*******'],
    ['MOB', '0535-6612345', '053*****2345'],
    ['BANKACCT', '1234567', '*******'],
    ['BANKACCT', '12345678', '****5678'],
    ['PSN_NO', '37060012345', '***********'],
    ['EMP_NAME', '烟台安德公司', '******'],
    ['SETL_ID', '12345678', '********'],
    ['FIXMEDINS_CODE', 'H370', '****'],
    ['FILING_ADMDVS', '1101', '11**'],
    ['DIAG_CODE', 'I', '*'],
    ['PSN_NAME', 'Smith John', 'S**'],
    ['PSN_NAME', '阿依古丽·买买提', '阿**'],
    ['PSN_NAME', '  王小明', '王**'],
    ['PSN_NAME', '·王', '**'],
    ['PSN_NAME', '13812345678', '**'],
    ['PSN_NAME', '', '**'],
    ['BRDY', '19800517', '****'],
    ['BRDY', 'infinity', '****'],
    ['CRT_INSU_DATE', '2026-03-05 BC', '****'],
    ['PSN_CLCTSTD', 'NaN', '****'],
    ['PSN_CLCT_AMT', '-150.25', '-200--100'],
    ['FIXMEDINS_NAME', '王小明', '某机构'],
    ['FIXMEDINS_NAME', '王小明诊所', '某诊所'],
  ])('of %s show of “%s” only %s', (code, value, expected) => {
    expect(applyMask(itemOf(code).mask, value)).toBe(expected);
  });

  const MASKED = [...personItems, ...providerItems].filter(({ mask }) => mask.fn !== 'NONE');
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(...'省市区县旗盟州街路号单元室0123456789烟台龙口芝罘-.王李 '),
      maxLength: 40,
    }),
    fc.stringMatching(/^[0-9A-Z]{1,20}$/),
  );
  const ending = fc.stringMatching(/^[0-9]{1,3}号[0-9]{1,2}单元[0-9]{3,4}室$/);

  it('show two thirds of any text at most, or words of their own', () => {
    const own = new Set(['****', '******', '**', ...INSTITUTIONS]);
    fc.assert(
      fc.property(fc.constantFrom(...MASKED), text, ({ mask }, value) => {
        const masked = applyMask(mask, value);
        if (own.has(masked) || mask.fn === 'ADDR_TO_COUNTY' || mask.fn === 'AMOUNT_BAND') return;
        const shown = [...masked].filter((character) => character !== '*' && character !== '.');
        const limit = mask.fn === 'NAME_SURNAME' ? 1 : (2 / 3) * [...value].length;
        expect([value, shown.length <= limit]).toEqual([value, true]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('show of any address only names of divisions at its beginning, and never its number, unit or room', () => {
    const { mask } = itemOf('LIVE_ADDR');
    const known = fc.constantFrom(
      '',
      '山东省',
      '山东省烟台市',
      '烟台市芝罘区',
      '龙口市',
      '北京市',
      '内蒙古自治区',
    );
    const street = fc.string({
      unit: fc.constantFrom(...'南大街解放路市场巷省直地区盟医院小县旗州前村镇'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(known, street, ending, (from, way, number) => {
        const address = `${from}${way}${number}`;
        const masked = applyMask(mask, address);
        expect(masked.endsWith('****')).toBe(true);
        const shown = masked.slice(0, -4);
        expect(address.startsWith(shown)).toBe(true);
        expect(shown).not.toMatch(/[0-9号室]/);
        expect([shown, isOfDivisions(shown)]).toEqual([shown, true]);
      }),
      { numRuns: 3_000 },
    );
  });
});

const DIVISIONS = ['蓬莱区', ...Object.values(areas).flatMap((names) => Object.values(names))];
const isOfDivisions = (text: string): boolean =>
  text === '' || DIVISIONS.some((name) => text.startsWith(name) && isOfDivisions(text.slice(name.length)));

const INSTITUTIONS = [
  ...['药店', '药房', '诊所', '卫生院', '卫生室', '服务中心', '医院', '机构'].map((type) => `某${type}`),
  ...['一', '二', '三'].map((grade) => `某${grade}级医院`),
];
