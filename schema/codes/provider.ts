import { CodeTable } from './code-table.js';

// Designated institutions (定点医药机构).

export const FIXMEDINS_TYPE = new CodeTable('fixmedins_type', 'VERIFIED', [
  ['1', '定点医疗机构'],
  ['2', '定点零售药店'],
]);

export const BIZNAT = new CodeTable('biznat', 'VERIFIED', [
  ['1', '营利性'],
  ['2', '民办非营利'],
  ['3', '政府办非营利'],
]);

export const PHAC_CHAN_TYPE = new CodeTable('phac_chan_type', 'PRODUCT', [
  ['1', '单体'],
  ['2', '直营连锁'],
  ['3', '加盟连锁'],
]);

export const BIZ_STAS = new CodeTable('biz_stas', 'PRODUCT', [
  ['1', '正常经营'],
  ['2', '停业'],
  ['3', '注销'],
]);

export const CNTR_STAS = new CodeTable('cntr_stas', 'PRODUCT', [
  ['1', '有效'],
  ['2', '中止'],
  ['3', '解除'],
  ['4', '到期'],
]);

export const FIX_ONLN_OPEN_FLAG = new CodeTable('fix_onln_open_flag', 'VERIFIED', [
  ['0', '暂停联网'],
  ['1', '正常联网'],
  ['2', '取消定点'],
]);

export const AGGREMENT_LV = new CodeTable('aggrement_lv', 'VERIFIED', [
  ['1', '一级'],
  ['2', '二级'],
  ['3', '三级'],
  ['4', 'A级'],
  ['5', 'B级'],
  ['6', 'C级'],
  ['9', '未定级'],
]);

export const CRED_LV = new CodeTable('cred_lv', 'PRODUCT', [
  ['A', 'A'],
  ['B', 'B'],
  ['C', 'C'],
  ['D', 'D'],
]);
