import { PersonCategory, PersonRecord } from '../category.js';
import { GEND, PSN_CERT_TYPE, SURV_STAS } from '../codes/identity.js';
import { code, computed, date, documentNumber, Item, integer, personName, text } from '../item.js';
import { identityNumber, keep, none, surname, toYear } from '../mask.js';

@PersonCategory({
  code: 'BASIC_IDENTITY',
  nameZh: '基本身份信息',
  nameEn: 'Basic identity',
  field: 'basicIdentity',
  table: 'basic_identity',
  time: null,
  many: false,
})
export class BasicIdentity extends PersonRecord {
  @Item('PSN_NO', '人员编号', 'Person number', 2, text('psn_no', 30), keep(4, 4), {
    plain: ['医保系统给您的编号。', 'Your number in the medical-insurance system.'],
    sample: '37000000000000123456',
    key: true,
  })
  personNo?: string | null;

  @Item('PSN_NAME', '人员姓名', 'Name', 2, personName('psn_name', 50), surname, {
    plain: ['您登记的姓名。', 'Your name as registered.'],
    sample: '王小明',
    sealed: true,
  })
  personName?: string | null;

  @Item(
    'PSN_CERT_TYPE',
    '人员证件类型',
    'Identity document type',
    1,
    code('psn_cert_type', PSN_CERT_TYPE),
    none,
    {
      plain: ['您登记时用的是哪种证件。', 'Which kind of document you are registered with.'],
      sample: '01',
      strength: 'NONE',
    },
  )
  certType?: string | null;

  @Item('CERTNO', '证件号码', 'Identity document number', 3, documentNumber('certno', 50), identityNumber, {
    plain: ['您证件上的号码。', 'The number on your identity document.'],
    sample: '370100199001011239',
    verifyStrength: 'SMS',
    sensitive: false,
    sealed: true,
  })
  certNo?: string | null;

  @Item('GEND', '性别', 'Sex', 1, code('gend', GEND), none, {
    plain: ['您的性别。', 'Your sex.'],
    sample: '2',
  })
  gender?: string | null;

  @Item('BRDY', '出生日期', 'Birth date', 2, date('brdy'), toYear, {
    plain: ['您的出生年月日。', 'The day you were born.'],
    sample: '1990-01-01',
  })
  birthDate?: string | null;

  @Item(
    'AGE',
    '年龄',
    'Age in full years',
    1,
    computed(integer('age'), 'extract(year from age(assent.today(), brdy))::integer'),
    none,
    { plain: ['您今天的周岁年龄。', 'Your age today in full years.'], sample: 36, unit: '岁' },
  )
  age?: number | null;

  @Item('SURV_STAS', '生存状态', 'Survival status', 2, code('surv_stas', SURV_STAS), none, {
    plain: ['医保登记的生存状态。', 'Whether the register lists you as living.'],
    sample: '1',
  })
  survivalStatus?: string | null;
}
