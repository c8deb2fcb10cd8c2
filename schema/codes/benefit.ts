import { CodeTable } from './code-table.js';

// Benefits, filings and recognised identities.

export const FILING_TYPE = new CodeTable('filing_type', 'PRODUCT', [
  [
    'OUT_LONG_TERM',
    '异地长期居住类备案(异地安置退休/长期居住/常驻工作)',
    'Care elsewhere for long-term residence',
  ],
  [
    'OUT_TEMPORARY',
    '临时外出就医备案(含转诊、急诊、其他)',
    'Temporary care elsewhere (referral, emergency, other)',
  ],
  ['OPSP', '门诊慢特病备案', 'Chronic or special disease, outpatient'],
  ['TWO_DISEASES', '高血压糖尿病"两病"门诊备案', 'High blood pressure or diabetes, outpatient'],
  ['SPDRUG', '特药/双通道谈判药备案', 'Special or dual-channel drug'],
  ['REFERRAL', '转诊转院备案', 'Referral to another hospital'],
  ['FIXED_PROVIDER', '人员定点备案', 'Chosen provider'],
]);

export const FUND_PAY_TYPE = new CodeTable('fund_pay_type', 'VERIFIED', [
  ['310100', '职工基本医疗保险统筹基金', 'Pooled fund of employees'],
  ['310200', '职工基本医疗保险个人账户基金', 'Personal accounts of employees'],
  ['320100', '公务员医疗补助基金', 'Medical subsidy of civil servants'],
  ['330100', '大额医疗费用补助基金', 'Large-amount medical subsidy'],
  ['340100', '离休人员医疗保障基金', 'Medical care of retired veteran cadres'],
  ['350100', '一至六级残疾军人医疗补助基金', 'Medical subsidy of disabled soldiers, grades 1 to 6'],
  ['370100', '企业补充医疗保险基金', 'Supplementary insurance of employers'],
  ['390100', '城乡居民基本医疗保险基金', 'Basic insurance of residents'],
  ['390200', '城乡居民大病医疗保险基金', 'Serious-illness insurance of residents'],
  ['510100', '生育基金', 'Maternity fund'],
  ['610100', '医疗救助基金', 'Medical aid fund'],
  ['999996', '医院垫付基金', 'Advanced by the hospital'],
  ['999997', '其他基金', 'Other fund'],
]);

export const PSN_IDET_TYPE = new CodeTable('psn_idet_type', 'PARTIAL', [
  ['01', '优抚对象', 'Entitled to preferential treatment'],
  ['02', '困难人员', 'In need'],
  ['03', '精准扶贫对象', 'In targeted poverty relief'],
  ['05', '公务员', 'Civil servant'],
  ['07', '医疗照顾人员', 'Entitled to medical attention'],
  ['23', '医疗救助人员', 'Receives medical aid'],
]);

export const SPECIAL_TRT_TYPE = new CodeTable('special_trt_type', 'PRODUCT', [
  ['LTC', '长期护理保险', 'Long-term care insurance'],
  ['MATERNITY', '生育待遇', 'Maternity benefit'],
  ['MEDICAL_AID', '医疗救助', 'Medical aid'],
]);

export const DISABILITY_GRADE = new CodeTable('disability_grade', 'PARTIAL', [
  ['0', '基本正常', 'Mostly unimpaired'],
  ['1', '轻度失能', 'Mild disability'],
  ['2', '中度失能', 'Moderate disability'],
  ['3', '重度失能Ⅰ级', 'Severe disability, degree 1'],
  ['4', '重度失能Ⅱ级', 'Severe disability, degree 2'],
  ['5', '重度失能Ⅲ级', 'Severe disability, degree 3'],
]);

export const MATN_TYPE = new CodeTable('matn_type', 'VERIFIED', [
  ['1', '正常产', 'Natural birth'],
  ['2', '助娩产', 'Assisted birth'],
  ['3', '剖宫产', 'Caesarean section'],
  ['4', '难产', 'Difficult birth'],
  ['5', '流产', 'Miscarriage or abortion'],
  ['6', '引产', 'Induced labour'],
  ['7', '产前检查', 'Prenatal examination'],
  ['9', '其他', 'Other'],
]);
