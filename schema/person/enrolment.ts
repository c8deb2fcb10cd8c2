import { PersonCategory, PersonRecord } from '../category.js';
import { INSUTYPE, PSN_INSU_STAS, PSN_TYPE } from '../codes/enrolment.js';
import { code, date, flag, Item, text } from '../item.js';
import { hide, keep, none, toMonth } from '../mask.js';

@PersonCategory({
  code: 'ENROLMENT',
  nameZh: '参保信息',
  nameEn: 'Enrolment',
  field: 'enrolments',
  table: 'enrolment',
  time: { column: 'crt_insu_date', unit: 'day', until: 'paus_insu_date' },
  many: true,
})
export class Enrolment extends PersonRecord {
  @Item('INSUTYPE', '险种类型', 'Insurance type', 1, code('insutype', INSUTYPE), none, { key: true })
  insuranceType?: string | null;

  @Item('PSN_TYPE', '人员类别', 'Person category', 2, code('psn_type', PSN_TYPE), none)
  personType?: string | null;

  @Item('PSN_INSU_STAS', '人员参保状态', 'Enrolment status', 1, code('psn_insu_stas', PSN_INSU_STAS), none)
  insuredStatus?: string | null;

  @Item('CRT_INSU_DATE', '本次参保日期', 'Current enrolment date', 1, date('crt_insu_date'), toMonth, {
    key: true,
  })
  currentEnrolDate?: string | null;

  @Item('PAUS_INSU_DATE', '暂停参保日期', 'Suspension date', 1, date('paus_insu_date'), toMonth)
  pauseDate?: string | null;

  @Item('INSUPLC_ADMDVS', '参保地医保区划', 'Insured pooling area', 1, text('insuplc_admdvs', 6), none)
  insuredArea?: string | null;

  @Item('EMP_NAME', '参保单位名称', 'Employer name', 2, text('emp_name', 200), keep(2, 2), { sealed: true })
  employerName?: string | null;

  @Item('CVLSERV_FLAG', '公务员标志', 'Civil servant flag', 2, flag('cvlserv_flag'), hide)
  civilServantFlag?: boolean | null;
}
