import { CodeTable } from './code-table.js';

// Designated institutions (定点医药机构).

export const FIXMEDINS_TYPE = new CodeTable('fixmedins_type', 'VERIFIED', [
  ['1', '定点医疗机构', 'Medical institution'],
  ['2', '定点零售药店', 'Pharmacy'],
]);

export const BIZNAT = new CodeTable('biznat', 'VERIFIED', [
  ['1', '营利性', 'For profit'],
  ['2', '民办非营利', 'Private, not for profit'],
  ['3', '政府办非营利', 'Public, not for profit'],
]);

export const PHAC_CHAN_TYPE = new CodeTable('phac_chan_type', 'PRODUCT', [
  ['1', '单体', 'Single'],
  ['2', '直营连锁', 'Directly run chain'],
  ['3', '加盟连锁', 'Franchised chain'],
]);

export const BIZ_STAS = new CodeTable('biz_stas', 'PRODUCT', [
  ['1', '正常经营', 'Open'],
  ['2', '停业', 'Closed for now'],
  ['3', '注销', 'Deregistered'],
]);

export const CNTR_STAS = new CodeTable('cntr_stas', 'PRODUCT', [
  ['1', '有效', 'In force'],
  ['2', '中止', 'Suspended'],
  ['3', '解除', 'Terminated'],
  ['4', '到期', 'Expired'],
]);

export const FIX_ONLN_OPEN_FLAG = new CodeTable('fix_onln_open_flag', 'VERIFIED', [
  ['0', '暂停联网', 'Online settlement suspended'],
  ['1', '正常联网', 'Settles online'],
  ['2', '取消定点', 'No longer designated'],
]);

export const AGGREMENT_LV = new CodeTable('aggrement_lv', 'VERIFIED', [
  ['1', '一级', 'Level 1'],
  ['2', '二级', 'Level 2'],
  ['3', '三级', 'Level 3'],
  ['4', 'A级', 'Class A'],
  ['5', 'B级', 'Class B'],
  ['6', 'C级', 'Class C'],
  ['9', '未定级', 'Not graded'],
]);

export const CRED_LV = new CodeTable('cred_lv', 'PRODUCT', [
  ['A', 'A', 'A'],
  ['B', 'B', 'B'],
  ['C', 'C', 'C'],
  ['D', 'D', 'D'],
]);
