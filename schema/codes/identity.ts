import { CodeTable } from './code-table.js';

// Identity of a person.

// 09 and 10 tell of disability or of a martyr's family: they leave as 99 (PIPL 28, specific identity). 91 is ours: the birth certificate of a child who has no other number yet.
export const PSN_CERT_TYPE = new CodeTable(
  'psn_cert_type',
  'VERIFIED',
  [
    ['01', '居民身份证(户口簿)', 'Resident identity card (household register)'],
    ['02', '中国人民解放军军官证', 'PLA officer’s card'],
    ['03', '中国人民武装警察警官证', 'Armed police officer’s card'],
    ['04', '香港特区护照/港澳居民来往内地通行证', 'Hong Kong passport or travel permit'],
    ['05', '澳门特区护照/港澳居民来往内地通行证', 'Macao passport or travel permit'],
    ['06', '台湾居民来往大陆通行证', 'Taiwan travel permit'],
    ['07', '外国人永久居留证', 'Foreigner’s permanent residence card'],
    ['08', '外国人护照', 'Foreign passport'],
    ['09', '残疾人证', 'Disability certificate'],
    ['10', '军烈属证明', 'Certificate of a soldier’s or martyr’s family'],
    ['11', '外国人就业证', 'Foreigner’s work permit'],
    ['12', '外国专家证', 'Foreign expert’s certificate'],
    ['13', '外国人常驻记者证', 'Foreign correspondent’s card'],
    ['14', '台港澳人员就业证', 'Work permit for Taiwan, Hong Kong and Macao'],
    ['15', '回国(来华)定居专家证', 'Certificate of a returned expert'],
    ['16', '中国护照', 'Chinese passport'],
    ['17', '港澳台居民居住证', 'Residence permit for Hong Kong, Macao and Taiwan'],
    ['90', '社会保障卡', 'Social security card'],
    ['99', '其他身份证件', 'Other identity document'],
  ],
  { reduce: { '09': '99', '10': '99', '91': '99' }, ours: { '91': '出生医学证明' } },
);

export const GEND = new CodeTable('gend', 'VERIFIED', [
  ['1', '男', 'Male'],
  ['2', '女', 'Female'],
  ['0', '未知的性别', 'Unknown'],
  ['9', '未说明的性别', 'Not stated'],
]);

// 3 (imprisoned) and 4 (missing) reveal a criminal record or whereabouts, so they are disclosed as 9 (PIPL 28).
export const SURV_STAS = new CodeTable(
  'surv_stas',
  'VERIFIED',
  [
    ['1', '正常', 'Living'],
    ['2', '死亡', 'Died'],
    ['3', '被判刑收监或劳动教养', 'Imprisoned or in labour re-education'],
    ['4', '失踪', 'Missing'],
    ['9', '其他/状态不明', 'Other or unclear'],
  ],
  { reduce: { '3': '9', '4': '9' } },
);

/** From where it is known who a guardian is (民法典 27, 29-32). */
export const GUARDIANSHIP_SOURCE = new CodeTable('guardianship_source', 'PRODUCT', [
  ['HOUSEHOLD_REGISTER', '户口簿', 'Household register'],
  ['BIRTH_CERTIFICATE', '出生医学证明', 'Birth certificate'],
  ['COURT_DECISION', '法院裁判', 'Decision of a court'],
  ['CIVIL_AFFAIRS', '民政部门指定或担任', 'Named by, or held by, civil affairs'],
  ['COMMITTEE', '居民委员会、村民委员会指定', 'Named by a residents’ or villagers’ committee'],
  ['WILL', '遗嘱指定', 'Named in a will'],
  ['AGREEMENT', '协议确定', 'By agreement'],
]);

export const AGNTER_RLTS = new CodeTable('agnter_rlts', 'PRODUCT', [
  ['1', '监护人-父母', 'Guardian: parent'],
  ['2', '监护人-其他', 'Guardian: other'],
  ['3', '配偶', 'Husband or wife'],
  ['4', '子女', 'Child'],
  ['5', '其他近亲属', 'Other near relative'],
  ['6', '委托代理人', 'Agent'],
  ['9', '其他', 'Other'],
]);
