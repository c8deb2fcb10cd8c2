import { CodeTable } from './code-table.js';

// Reconciliation and clearing between fund and institution.

export const RECONCILIATION_TYPE = new CodeTable('reconciliation_type', 'PRODUCT', [
  ['LOCAL', '本地'],
  ['PROV', '省内异地'],
  ['NATL', '跨省异地'],
]);

export const CHECK_STATUS = new CodeTable('check_status', 'VERIFIED', [
  ['0', '未对账'],
  ['1', '对账通过'],
  ['2', '对账不通过'],
]);

export const CLR_TYPE = new CodeTable('clr_type', 'VERIFIED', [
  ['11', '门诊'],
  ['21', '住院'],
  ['41', '药店购药'],
  ['99', '其他'],
]);

export const CLR_WAY = new CodeTable('clr_way', 'VERIFIED', [
  ['10', '按项目'],
  ['20', '单病种'],
  ['30', '按病种分值(DIP)'],
  ['40', '疾病诊断相关分组(DRG)'],
  ['50', '按床日'],
  ['60', '按人头'],
  ['99', '其他'],
]);

export const CLR_STAS = new CodeTable('clr_stas', 'VERIFIED', [
  ['10', '已申请'],
  ['20', '申请已受理'],
  ['30', '正在审核'],
  ['40', '审核完成'],
  ['50', '已清算'],
  ['60', '已拨付'],
  ['70', '已驳回'],
]);

export const DET_TYPE = new CodeTable('det_type', 'VERIFIED', [
  ['10', '审核扣款'],
  ['20', '稽核扣款'],
  ['30', '预付金抵扣'],
  ['40', '预留金暂扣'],
  ['99', '其他扣款'],
]);
