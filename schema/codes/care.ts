import { CodeTable } from './code-table.js';

// Visits and charged items.

// Provinces extend the table with codes of four to six digits (2101, 140104) under a known prefix.
export const MED_TYPE = new CodeTable(
  'med_type',
  'VERIFIED',
  [
    ['11', '普通门诊'],
    ['12', '门诊挂号'],
    ['13', '急诊'],
    ['14', '门诊慢特病'],
    ['15', '特药'],
    ['21', '普通住院'],
    ['22', '外伤住院'],
    ['23', '转外诊治住院'],
    ['24', '急诊转住院'],
    ['25', '异地住院'],
    ['26', '单病种住院'],
    ['27', '自主就医'],
    ['28', '日间手术'],
    ['41', '定点药店购药'],
    ['51', '生育门诊'],
    ['52', '生育住院'],
    ['53', '计划生育手术费'],
    ['61', '照护保险'],
    ['81', '意外伤害门诊'],
  ],
  { childCodes: true },
);

export const HOSP_LV = new CodeTable('hosp_lv', 'VERIFIED', [
  ['01', '三级特等'],
  ['02', '三级甲等'],
  ['03', '三级乙等'],
  ['04', '三级丙等'],
  ['05', '二级甲等'],
  ['06', '二级乙等'],
  ['07', '二级丙等'],
  ['08', '一级甲等'],
  ['09', '一级乙等'],
  ['10', '一级丙等'],
  ['11', '无等级(含药店)'],
]);

export const CHRGITM_LV = new CodeTable('chrgitm_lv', 'VERIFIED', [
  ['01', '甲类'],
  ['02', '乙类'],
  ['03', '丙类/自费'],
]);
