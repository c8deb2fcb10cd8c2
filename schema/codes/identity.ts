import { CodeTable } from './code-table.js';

// Identity of a person.

// 09 and 10 tell of disability or of a martyr's family: they leave as 99 (PIPL 28, specific identity). 91 is ours: the birth certificate of a child who has no other number yet.
export const PSN_CERT_TYPE = new CodeTable(
  'psn_cert_type',
  'VERIFIED',
  [
    ['01', '居民身份证(户口簿)'],
    ['02', '中国人民解放军军官证'],
    ['03', '中国人民武装警察警官证'],
    ['04', '香港特区护照/港澳居民来往内地通行证'],
    ['05', '澳门特区护照/港澳居民来往内地通行证'],
    ['06', '台湾居民来往大陆通行证'],
    ['07', '外国人永久居留证'],
    ['08', '外国人护照'],
    ['09', '残疾人证'],
    ['10', '军烈属证明'],
    ['11', '外国人就业证'],
    ['12', '外国专家证'],
    ['13', '外国人常驻记者证'],
    ['14', '台港澳人员就业证'],
    ['15', '回国(来华)定居专家证'],
    ['16', '中国护照'],
    ['17', '港澳台居民居住证'],
    ['90', '社会保障卡'],
    ['99', '其他身份证件'],
  ],
  { reduce: { '09': '99', '10': '99', '91': '99' }, ours: { '91': '出生医学证明' } },
);

export const GEND = new CodeTable('gend', 'VERIFIED', [
  ['1', '男'],
  ['2', '女'],
  ['0', '未知的性别'],
  ['9', '未说明的性别'],
]);

// 3 (imprisoned) and 4 (missing) reveal a criminal record or whereabouts, so they are disclosed as 9 (PIPL 28).
export const SURV_STAS = new CodeTable(
  'surv_stas',
  'VERIFIED',
  [
    ['1', '正常'],
    ['2', '死亡'],
    ['3', '被判刑收监或劳动教养'],
    ['4', '失踪'],
    ['9', '其他/状态不明'],
  ],
  { reduce: { '3': '9', '4': '9' } },
);

/** From where it is known who a guardian is (民法典 27, 29-32). */
export const GUARDIANSHIP_SOURCE = new CodeTable('guardianship_source', 'PRODUCT', [
  ['HOUSEHOLD_REGISTER', '户口簿'],
  ['BIRTH_CERTIFICATE', '出生医学证明'],
  ['COURT_DECISION', '法院裁判'],
  ['CIVIL_AFFAIRS', '民政部门指定或担任'],
  ['COMMITTEE', '居民委员会、村民委员会指定'],
  ['WILL', '遗嘱指定'],
  ['AGREEMENT', '协议确定'],
]);

export const AGNTER_RLTS = new CodeTable('agnter_rlts', 'PRODUCT', [
  ['1', '监护人-父母'],
  ['2', '监护人-其他'],
  ['3', '配偶'],
  ['4', '子女'],
  ['5', '其他近亲属'],
  ['6', '委托代理人'],
  ['9', '其他'],
]);
