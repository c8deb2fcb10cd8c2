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
  @Item('PSN_NO', '人员编号', 'Person number', 2, text('psn_no', 30), keep(4, 4), { key: true })
  personNo?: string | null;

  @Item('PSN_NAME', '人员姓名', 'Name', 2, personName('psn_name', 50), surname, { sealed: true })
  personName?: string | null;

  @Item(
    'PSN_CERT_TYPE',
    '人员证件类型',
    'Identity document type',
    1,
    code('psn_cert_type', PSN_CERT_TYPE),
    none,
    { strength: 'NONE' },
  )
  certType?: string | null;

  @Item('CERTNO', '证件号码', 'Identity document number', 3, documentNumber('certno', 50), identityNumber, {
    verifyStrength: 'SMS',
    sensitive: false,
    sealed: true,
  })
  certNo?: string | null;

  @Item('GEND', '性别', 'Sex', 1, code('gend', GEND), none)
  gender?: string | null;

  @Item('BRDY', '出生日期', 'Birth date', 2, date('brdy'), toYear)
  birthDate?: string | null;

  @Item(
    'AGE',
    '年龄',
    'Age in full years',
    1,
    computed(integer('age'), 'extract(year from age(assent.today(), brdy))::integer'),
    none,
    { unit: '岁' },
  )
  age?: number | null;

  @Item('SURV_STAS', '生存状态', 'Survival status', 2, code('surv_stas', SURV_STAS), none)
  survivalStatus?: string | null;
}
