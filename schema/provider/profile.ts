import { ProviderCategory, ProviderRecord } from '../category.js';
import { HOSP_LV } from '../codes/care.js';
import { BIZ_STAS, BIZNAT, FIXMEDINS_TYPE, PHAC_CHAN_TYPE } from '../codes/provider.js';
import { code, Item, text } from '../item.js';
import { none } from '../mask.js';

@ProviderCategory({
  code: 'PROFILE',
  nameZh: '机构基本信息',
  nameEn: 'Institution profile',
  field: 'profile',
  table: 'provider_profile',
  time: null,
  many: false,
})
export class ProviderProfile extends ProviderRecord {
  @Item(
    'PROVIDER:PROFILE.FIXMEDINS_CODE',
    '定点医药机构编号',
    'National institution code',
    1,
    text('fixmedins_code', 12),
    none,
    {
      plain: ['国家给这家机构的编号。', 'The institution’s national code.'],
      sample: 'P37010000001',
      key: true,
    },
  )
  institutionCode?: string | null;

  @Item(
    'PROVIDER:PROFILE.FIXMEDINS_NAME',
    '定点医药机构名称',
    'Institution name',
    1,
    text('fixmedins_name', 200),
    none,
    { plain: ['机构的名称。', 'The name of the institution.'], sample: '济南仁和堂示例大药房有限公司' },
  )
  institutionName?: string | null;

  @Item(
    'PROVIDER:PROFILE.FIXMEDINS_TYPE',
    '定点医疗服务机构类型',
    'Institution type',
    1,
    code('fixmedins_type', FIXMEDINS_TYPE),
    none,
    { plain: ['是医院还是药店。', 'Whether it is a hospital or a pharmacy.'], sample: '2' },
  )
  institutionType?: string | null;

  @Item(
    'PROVIDER:PROFILE.USCC',
    '统一社会信用代码',
    'Unified social credit code',
    1,
    text('uscc', 18),
    none,
    {
      plain: ['营业执照上的统一社会信用代码。', 'The social credit code on the business licence.'],
      sample: '91370100MA3C000001',
    },
  )
  uscc?: string | null;

  @Item(
    'PROVIDER:PROFILE.FIX_BLNG_ADMDVS',
    '定点归属医保区划',
    'Pooling area',
    1,
    text('fix_blng_admdvs', 6),
    none,
    {
      plain: ['机构归哪个地区的医保管理。', 'The area whose medical insurance is in charge of it.'],
      sample: '370100',
    },
  )
  area?: string | null;

  @Item('PROVIDER:PROFILE.ADDR', '经营地址', 'Business address', 1, text('addr', 200), none, {
    plain: ['机构营业的地址。', 'The address where the institution does business.'],
    sample: '山东省济南市历下区泉城路8号',
  })
  address?: string | null;

  @Item('PROVIDER:PROFILE.BIZNAT', '经营性质', 'Business nature', 1, code('biznat', BIZNAT), none, {
    plain: ['机构是营利性还是非营利性。', 'Whether the institution works for profit.'],
    sample: '1',
  })
  businessNature?: string | null;

  @Item('PROVIDER:PROFILE.HOSP_LV', '医院等级', 'Grade', 1, code('hosp_lv', HOSP_LV), none, {
    plain: ['机构是几级医院。', 'The institution’s grade as a hospital.'],
    sample: '11',
  })
  grade?: string | null;

  @Item(
    'PROVIDER:PROFILE.PHAC_CHAN_TYPE',
    '药店连锁类型',
    'Chain type',
    1,
    code('phac_chan_type', PHAC_CHAN_TYPE),
    none,
    { plain: ['药店是单体还是连锁。', 'Whether a pharmacy belongs to a chain.'], sample: '1' },
  )
  chainType?: string | null;

  @Item('PROVIDER:PROFILE.BIZ_STAS', '经营状态', 'Operating status', 1, code('biz_stas', BIZ_STAS), none, {
    plain: ['机构是否正常营业。', 'Whether the institution is open for business.'],
    sample: '1',
  })
  operatingStatus?: string | null;
}
