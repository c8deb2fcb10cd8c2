import { ProviderCategory, ProviderRecord } from '../category.js';
import { documentNumber, Item, personName, text } from '../item.js';
import { identityNumber, keep, surname } from '../mask.js';

@ProviderCategory({
  code: 'PERSON',
  nameZh: '相关自然人',
  nameEn: 'Natural persons behind the institution',
  field: 'persons',
  table: 'provider_persons',
  time: null,
  many: false,
})
export class ProviderPersons extends ProviderRecord {
  @Item(
    'PROVIDER:PERSON.LEGREP_NAME',
    '法定代表人姓名',
    'Legal representative',
    2,
    personName('legrep_name', 200),
    surname,
    { key: true, sealed: true },
  )
  legalRepName?: string | null;

  @Item(
    'PROVIDER:PERSON.LEGREP_CERTNO',
    '法定代表人证件号码',
    'Legal representative id number',
    3,
    documentNumber('legrep_certno', 18),
    identityNumber,
    { verifyOnly: true, sealed: true },
  )
  legalRepCertNo?: string | null;

  @Item(
    'PROVIDER:PERSON.LEGREP_MOBILE',
    '法定代表人联系电话',
    'Legal representative phone',
    2,
    text('legrep_mobile', 20),
    keep(3, 4),
    { sealed: true },
  )
  legalRepMobile?: string | null;

  @Item(
    'PROVIDER:PERSON.HI_RESPER_NAME',
    '医保办负责人姓名',
    'Medical-insurance officer',
    2,
    personName('hi_resper_name', 200),
    surname,
    { sealed: true },
  )
  medInsOfficer?: string | null;
}
