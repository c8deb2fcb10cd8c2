import { CodeTable } from './code-table.js';

// Visits and charged items.

// Provinces extend the table with codes of four to six digits (2101, 140104) under a known prefix.
export const MED_TYPE = new CodeTable(
  'med_type',
  'VERIFIED',
  [
    ['11', '普通门诊', 'Outpatient'],
    ['12', '门诊挂号', 'Outpatient registration'],
    ['13', '急诊', 'Emergency'],
    ['14', '门诊慢特病', 'Outpatient, chronic or special disease'],
    ['15', '特药', 'Special drug'],
    ['21', '普通住院', 'Inpatient'],
    ['22', '外伤住院', 'Inpatient, injury'],
    ['23', '转外诊治住院', 'Inpatient, referred elsewhere'],
    ['24', '急诊转住院', 'Inpatient, from emergency'],
    ['25', '异地住院', 'Inpatient, elsewhere'],
    ['26', '单病种住院', 'Inpatient, single disease'],
    ['27', '自主就医', 'Care by own choice'],
    ['28', '日间手术', 'Day surgery'],
    ['41', '定点药店购药', 'Designated pharmacy'],
    ['51', '生育门诊', 'Outpatient, maternity'],
    ['52', '生育住院', 'Inpatient, maternity'],
    ['53', '计划生育手术费', 'Family planning operation'],
    ['61', '照护保险', 'Care insurance'],
    ['81', '意外伤害门诊', 'Outpatient, accident'],
  ],
  { childCodes: true },
);

export const HOSP_LV = new CodeTable('hosp_lv', 'VERIFIED', [
  ['01', '三级特等', 'Grade 3, special'],
  ['02', '三级甲等', 'Grade 3, class A'],
  ['03', '三级乙等', 'Grade 3, class B'],
  ['04', '三级丙等', 'Grade 3, class C'],
  ['05', '二级甲等', 'Grade 2, class A'],
  ['06', '二级乙等', 'Grade 2, class B'],
  ['07', '二级丙等', 'Grade 2, class C'],
  ['08', '一级甲等', 'Grade 1, class A'],
  ['09', '一级乙等', 'Grade 1, class B'],
  ['10', '一级丙等', 'Grade 1, class C'],
  ['11', '无等级(含药店)', 'Without grade (pharmacies too)'],
]);

export const CHRGITM_LV = new CodeTable('chrgitm_lv', 'VERIFIED', [
  ['01', '甲类', 'Class A'],
  ['02', '乙类', 'Class B'],
  ['03', '丙类/自费', 'Class C, self-paid'],
]);
