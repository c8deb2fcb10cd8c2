import { CodeTable } from './code-table.js';

// Enrolment in an insurance.

export const INSUTYPE = new CodeTable('insutype', 'VERIFIED', [
  ['310', '职工基本医疗保险', 'Basic insurance of employees'],
  ['320', '公务员医疗补助', 'Medical subsidy of civil servants'],
  ['330', '大额医疗费用补助', 'Large-amount medical subsidy'],
  ['340', '离休人员医疗保障', 'Medical care of retired veteran cadres'],
  ['350', '一至六级残疾军人医疗补助', 'Medical subsidy of disabled soldiers, grades 1 to 6'],
  ['360', '老红军医疗保障', 'Medical care of old Red Army soldiers'],
  ['370', '企业补充医疗保险', 'Supplementary insurance of employers'],
  ['380', '新型农村合作医疗', 'New rural cooperative medical care'],
  ['390', '城乡居民基本医疗保险', 'Basic insurance of residents'],
  ['391', '城镇居民基本医疗保险', 'Basic insurance of urban residents'],
  ['392', '城乡居民大病医疗保险', 'Serious-illness insurance of residents'],
  ['399', '其他特殊人员医疗保障', 'Medical care of others with special status'],
  ['410', '长期照护保险', 'Long-term care insurance'],
  ['510', '生育保险', 'Maternity insurance'],
]);

export const PSN_TYPE = new CodeTable('psn_type', 'VERIFIED', [
  ['11', '在职', 'Working'],
  ['1101', '职工在职', 'Employee'],
  ['1102', '公务员在职', 'Civil servant'],
  ['1103', '灵活就业人员在职', 'In flexible employment'],
  ['1160', '地方其他扩展人员(在职)', 'Other local group (working)'],
  ['12', '退休人员', 'Retired'],
  ['1201', '职工退休', 'Retired employee'],
  ['1202', '公务员退休', 'Retired civil servant'],
  ['1203', '灵活就业人员退休', 'Retired from flexible employment'],
  ['1260', '地方其他扩展人员(退休)', 'Other local group (retired)'],
  ['13', '离休', 'Retired veteran cadre'],
  ['1300', '离休人员', 'Retired veteran cadre (person)'],
  ['1360', '地方其他扩展人员(离休)', 'Other local group (veteran cadres)'],
  ['14', '居民(未成年)', 'Resident, minor'],
  ['1401', '新生儿', 'Newborn'],
  ['1402', '学龄前儿童', 'Child below school age'],
  ['1403', '中小学生', 'Pupil'],
  ['1404', '大学生', 'Student at a university'],
  ['1405', '未成年(未入学)', 'Minor, not at school'],
  ['1460', '地方其他扩展身份', 'Other local group (minors)'],
  ['15', '居民(成年)', 'Resident, adult'],
  ['1501', '普通居民(成年)', 'Ordinary adult resident'],
  ['1560', '地方其他扩展身份', 'Other local group (adults)'],
  ['16', '居民(老年)', 'Resident, old'],
]);

export const PSN_INSU_STAS = new CodeTable('psn_insu_stas', 'VERIFIED', [
  ['0', '未参保', 'Not insured'],
  ['1', '正常参保', 'Insured'],
  ['2', '暂停参保', 'Suspended'],
  ['3', '无效参保', 'Void'],
  ['4', '终止参保', 'Ended'],
]);
