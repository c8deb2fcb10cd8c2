import { CodeTable } from './code-table.js';

// Reconciliation and clearing between fund and institution.

export const RECONCILIATION_TYPE = new CodeTable('reconciliation_type', 'PRODUCT', [
  ['LOCAL', '本地', 'Local'],
  ['PROV', '省内异地', 'Elsewhere in the province'],
  ['NATL', '跨省异地', 'Another province'],
]);

export const CHECK_STATUS = new CodeTable('check_status', 'VERIFIED', [
  ['0', '未对账', 'Not reconciled'],
  ['1', '对账通过', 'Reconciled'],
  ['2', '对账不通过', 'Does not agree'],
]);

export const CLR_TYPE = new CodeTable('clr_type', 'VERIFIED', [
  ['11', '门诊', 'Outpatient'],
  ['21', '住院', 'Inpatient'],
  ['41', '药店购药', 'Pharmacy'],
  ['99', '其他', 'Other'],
]);

export const CLR_WAY = new CodeTable('clr_way', 'VERIFIED', [
  ['10', '按项目', 'By item'],
  ['20', '单病种', 'By single disease'],
  ['30', '按病种分值(DIP)', 'By score of disease (DIP)'],
  ['40', '疾病诊断相关分组(DRG)', 'By diagnosis-related group (DRG)'],
  ['50', '按床日', 'By bed day'],
  ['60', '按人头', 'By head'],
  ['99', '其他', 'Other'],
]);

export const CLR_STAS = new CodeTable('clr_stas', 'VERIFIED', [
  ['10', '已申请', 'Applied for'],
  ['20', '申请已受理', 'Accepted'],
  ['30', '正在审核', 'Under review'],
  ['40', '审核完成', 'Reviewed'],
  ['50', '已清算', 'Cleared'],
  ['60', '已拨付', 'Paid'],
  ['70', '已驳回', 'Rejected'],
]);

export const DET_TYPE = new CodeTable('det_type', 'VERIFIED', [
  ['10', '审核扣款', 'Deducted by review'],
  ['20', '稽核扣款', 'Deducted by audit'],
  ['30', '预付金抵扣', 'Set off against an advance'],
  ['40', '预留金暂扣', 'Held back as reserve'],
  ['99', '其他扣款', 'Other deduction'],
]);
