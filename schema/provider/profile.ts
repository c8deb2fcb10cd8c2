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
    { key: true },
  )
  institutionCode?: string | null;

  @Item(
    'PROVIDER:PROFILE.FIXMEDINS_NAME',
    '定点医药机构名称',
    'Institution name',
    1,
    text('fixmedins_name', 200),
    none,
  )
  institutionName?: string | null;

  @Item(
    'PROVIDER:PROFILE.FIXMEDINS_TYPE',
    '定点医疗服务机构类型',
    'Institution type',
    1,
    code('fixmedins_type', FIXMEDINS_TYPE),
    none,
  )
  institutionType?: string | null;

  @Item('PROVIDER:PROFILE.USCC', '统一社会信用代码', 'Unified social credit code', 1, text('uscc', 18), none)
  uscc?: string | null;

  @Item(
    'PROVIDER:PROFILE.FIX_BLNG_ADMDVS',
    '定点归属医保区划',
    'Pooling area',
    1,
    text('fix_blng_admdvs', 6),
    none,
  )
  area?: string | null;

  @Item('PROVIDER:PROFILE.ADDR', '经营地址', 'Business address', 1, text('addr', 200), none)
  address?: string | null;

  @Item('PROVIDER:PROFILE.BIZNAT', '经营性质', 'Business nature', 1, code('biznat', BIZNAT), none)
  businessNature?: string | null;

  @Item('PROVIDER:PROFILE.HOSP_LV', '医院等级', 'Grade', 1, code('hosp_lv', HOSP_LV), none)
  grade?: string | null;

  @Item(
    'PROVIDER:PROFILE.PHAC_CHAN_TYPE',
    '药店连锁类型',
    'Chain type',
    1,
    code('phac_chan_type', PHAC_CHAN_TYPE),
    none,
  )
  chainType?: string | null;

  @Item('PROVIDER:PROFILE.BIZ_STAS', '经营状态', 'Operating status', 1, code('biz_stas', BIZ_STAS), none)
  operatingStatus?: string | null;
}
