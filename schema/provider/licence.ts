import { ProviderCategory, ProviderRecord } from '../category.js';
import { date, Item, integer, money, text } from '../item.js';
import { none } from '../mask.js';

@ProviderCategory({
  code: 'LICENCE',
  nameZh: '资质证照',
  nameEn: 'Licences',
  field: 'licence',
  table: 'provider_licence',
  time: null,
  many: false,
})
export class ProviderLicence extends ProviderRecord {
  @Item(
    'PROVIDER:LICENCE.DRUG_BIZ_LIC_NO',
    '药品经营许可证号',
    'Drug trading licence',
    1,
    text('drug_biz_lic_no', 200),
    none,
    {
      plain: ['药品经营许可证的号码。', 'The number of the licence to trade in drugs.'],
      sample: '鲁DB5310001',
      key: true,
    },
  )
  drugLicenceNo?: string | null;

  @Item(
    'PROVIDER:LICENCE.EQU_BIZ_LIC_NO',
    '医疗器械经营许可证号',
    'Device trading licence',
    1,
    text('equ_biz_lic_no', 200),
    none,
    {
      plain: ['医疗器械经营许可证的号码。', 'The number of the licence to trade in medical devices.'],
      sample: '鲁济食药监械经营许20260001号',
    },
  )
  deviceLicenceNo?: string | null;

  @Item(
    'PROVIDER:LICENCE.MEDINS_PRAC_LIC_REGNO',
    '医疗机构执业许可证登记号',
    'Practice licence (medical institution)',
    1,
    text('medins_prac_lic_regno', 200),
    none,
    {
      plain: ['医疗机构执业许可证的登记号。', 'The number of the licence to practise.'],
      sample: 'PDY00001237010212A1001',
    },
  )
  practiceLicenceNo?: string | null;

  @Item(
    'PROVIDER:LICENCE.BIZ_LIC_EXPY_ENDTIME',
    '营业执照有效期截止',
    'Business licence expiry',
    1,
    date('biz_lic_expy_endtime'),
    none,
    {
      plain: ['营业执照到哪天有效。', 'The day until which the business licence holds.'],
      sample: '2035-06-30',
    },
  )
  licenceExpiry?: string | null;

  @Item('PROVIDER:LICENCE.REGCAP', '注册资本', 'Registered capital', 1, money('regcap'), none, {
    plain: ['机构登记的注册资本。', 'The capital with which the institution is registered.'],
    sample: '200.00',
    unit: '万元',
  })
  registeredCapital?: string | null;

  @Item('PROVIDER:LICENCE.PHAR_PSNCNT', '药师人数', 'Pharmacist count', 1, integer('phar_psncnt'), none, {
    plain: ['机构有几名药师。', 'How many pharmacists the institution has.'],
    sample: 2,
    unit: '人',
  })
  pharmacistCount?: number | null;
}
