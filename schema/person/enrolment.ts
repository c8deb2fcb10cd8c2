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
  @Item('INSUTYPE', '险种类型', 'Insurance type', 1, code('insutype', INSUTYPE), none, {
    plain: ['您参加的是哪一种医疗保险。', 'Which kind of medical insurance you are in.'],
    sample: '310',
    key: true,
  })
  insuranceType?: string | null;

  @Item('PSN_TYPE', '人员类别', 'Person category', 2, code('psn_type', PSN_TYPE), none, {
    plain: [
      '您以什么身份参保，例如在职、退休、居民。',
      'As what you are insured, for example employed, retired or resident.',
    ],
    sample: '1101',
  })
  personType?: string | null;

  @Item('PSN_INSU_STAS', '人员参保状态', 'Enrolment status', 1, code('psn_insu_stas', PSN_INSU_STAS), none, {
    plain: ['您现在是否正常参保。', 'Whether your insurance is in force now.'],
    sample: '1',
  })
  insuredStatus?: string | null;

  @Item('CRT_INSU_DATE', '本次参保日期', 'Current enrolment date', 1, date('crt_insu_date'), toMonth, {
    plain: ['您这次参保从哪天开始。', 'The day on which your present insurance began.'],
    sample: '2015-07-01',
    key: true,
  })
  currentEnrolDate?: string | null;

  @Item('PAUS_INSU_DATE', '暂停参保日期', 'Suspension date', 1, date('paus_insu_date'), toMonth, {
    plain: ['您的参保在哪天暂停。', 'The day on which your insurance was suspended.'],
    sample: '2024-12-31',
  })
  pauseDate?: string | null;

  @Item('INSUPLC_ADMDVS', '参保地医保区划', 'Insured pooling area', 1, text('insuplc_admdvs', 6), none, {
    plain: ['您在哪个地区参保。', 'The area in which you are insured.'],
    sample: '370100',
  })
  insuredArea?: string | null;

  @Item('EMP_NAME', '参保单位名称', 'Employer name', 2, text('emp_name', 200), keep(2, 2), {
    plain: ['为您参保的单位名称。', 'The name of the employer that insures you.'],
    sample: '济南市示例机械制造有限公司',
    sealed: true,
  })
  employerName?: string | null;

  @Item('CVLSERV_FLAG', '公务员标志', 'Civil servant flag', 2, flag('cvlserv_flag'), hide, {
    plain: ['您是否按公务员参保。', 'Whether you are insured as a civil servant.'],
    sample: false,
  })
  civilServantFlag?: boolean | null;
}
