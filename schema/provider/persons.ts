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
    {
      plain: ['机构法定代表人的姓名。', 'The name of the institution’s legal representative.'],
      sample: '赵建国',
      key: true,
      sealed: true,
    },
  )
  legalRepName?: string | null;

  @Item(
    'PROVIDER:PERSON.LEGREP_CERTNO',
    '法定代表人证件号码',
    'Legal representative id number',
    3,
    documentNumber('legrep_certno', 18),
    identityNumber,
    {
      plain: [
        '法定代表人的证件号码，只用来比对。',
        'The ID number of the legal representative, which is only compared.',
      ],
      sample: '370100197001011232',
      verifyOnly: true,
      sealed: true,
    },
  )
  legalRepCertNo?: string | null;

  @Item(
    'PROVIDER:PERSON.LEGREP_MOBILE',
    '法定代表人联系电话',
    'Legal representative phone',
    2,
    text('legrep_mobile', 20),
    keep(3, 4),
    {
      plain: ['法定代表人的联系电话。', 'The telephone number of the legal representative.'],
      sample: '13900005678',
      sealed: true,
    },
  )
  legalRepMobile?: string | null;

  @Item(
    'PROVIDER:PERSON.HI_RESPER_NAME',
    '医保办负责人姓名',
    'Medical-insurance officer',
    2,
    personName('hi_resper_name', 200),
    surname,
    {
      plain: ['机构里负责医保的人的姓名。', 'The name of whoever is in charge of medical insurance there.'],
      sample: '孙丽',
      sealed: true,
    },
  )
  medInsOfficer?: string | null;
}
