import { CodeTable } from './code-table.js';

// Benefits, filings and recognised identities.

export const FILING_TYPE = new CodeTable('filing_type', 'PRODUCT', [
  ['OUT_LONG_TERM', '异地长期居住类备案(异地安置退休/长期居住/常驻工作)'],
  ['OUT_TEMPORARY', '临时外出就医备案(含转诊、急诊、其他)'],
  ['OPSP', '门诊慢特病备案'],
  ['TWO_DISEASES', '高血压糖尿病"两病"门诊备案'],
  ['SPDRUG', '特药/双通道谈判药备案'],
  ['REFERRAL', '转诊转院备案'],
  ['FIXED_PROVIDER', '人员定点备案'],
]);

export const FUND_PAY_TYPE = new CodeTable('fund_pay_type', 'VERIFIED', [
  ['310100', '职工基本医疗保险统筹基金'],
  ['310200', '职工基本医疗保险个人账户基金'],
  ['320100', '公务员医疗补助基金'],
  ['330100', '大额医疗费用补助基金'],
  ['340100', '离休人员医疗保障基金'],
  ['350100', '一至六级残疾军人医疗补助基金'],
  ['370100', '企业补充医疗保险基金'],
  ['390100', '城乡居民基本医疗保险基金'],
  ['390200', '城乡居民大病医疗保险基金'],
  ['510100', '生育基金'],
  ['610100', '医疗救助基金'],
  ['999996', '医院垫付基金'],
  ['999997', '其他基金'],
]);

export const PSN_IDET_TYPE = new CodeTable('psn_idet_type', 'PARTIAL', [
  ['01', '优抚对象'],
  ['02', '困难人员'],
  ['03', '精准扶贫对象'],
  ['05', '公务员'],
  ['07', '医疗照顾人员'],
  ['23', '医疗救助人员'],
]);

export const SPECIAL_TRT_TYPE = new CodeTable('special_trt_type', 'PRODUCT', [
  ['LTC', '长期护理保险'],
  ['MATERNITY', '生育待遇'],
  ['MEDICAL_AID', '医疗救助'],
]);

export const DISABILITY_GRADE = new CodeTable('disability_grade', 'PARTIAL', [
  ['0', '基本正常'],
  ['1', '轻度失能'],
  ['2', '中度失能'],
  ['3', '重度失能Ⅰ级'],
  ['4', '重度失能Ⅱ级'],
  ['5', '重度失能Ⅲ级'],
]);

export const MATN_TYPE = new CodeTable('matn_type', 'VERIFIED', [
  ['1', '正常产'],
  ['2', '助娩产'],
  ['3', '剖宫产'],
  ['4', '难产'],
  ['5', '流产'],
  ['6', '引产'],
  ['7', '产前检查'],
  ['9', '其他'],
]);
