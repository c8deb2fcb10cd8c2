import { ProviderCategory, ProviderRecord } from '../category.js';
import { AGGREMENT_LV, CNTR_STAS, FIX_ONLN_OPEN_FLAG } from '../codes/provider.js';
import { code, date, flag, Item, integer, text } from '../item.js';
import { hide, none } from '../mask.js';

@ProviderCategory({
  code: 'AGREEMENT',
  nameZh: '服务协议',
  nameEn: 'Service agreements',
  field: 'agreements',
  table: 'provider_agreement',
  time: { column: 'begntime', unit: 'day', until: 'endtime' },
  many: true,
})
export class ProviderAgreement extends ProviderRecord {
  @Item('PROVIDER:AGREEMENT.FIX_CNTR_ID', '定点协议ID', 'Agreement id', 2, text('fix_cntr_id', 30), hide, {
    key: true,
  })
  agreementId?: string | null;

  @Item('PROVIDER:AGREEMENT.CNTR_STAS', '协议状态', 'Agreement status', 1, code('cntr_stas', CNTR_STAS), none)
  agreementStatus?: string | null;

  @Item('PROVIDER:AGREEMENT.CNTR_SIGN_YEAR', '协议签订年度', 'Sign year', 1, integer('cntr_sign_year'), none)
  signYear?: number | null;

  @Item('PROVIDER:AGREEMENT.CNTR_BEGNTIME', '协议开始时间', 'Begin', 1, date('begntime'), none)
  agreementBegin?: string | null;

  @Item('PROVIDER:AGREEMENT.CNTR_ENDTIME', '协议结束时间', 'End', 1, date('endtime'), none)
  agreementEnd?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.FIX_ONLN_OPEN_FLAG',
    '定点联网开通标志',
    'Online settlement flag',
    1,
    code('fix_onln_open_flag', FIX_ONLN_OPEN_FLAG),
    none,
  )
  onlineFlag?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.AGGREMENT_LV',
    '协议等级',
    'Agreement level',
    2,
    code('aggrement_lv', AGGREMENT_LV),
    hide,
  )
  agreementLevel?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.DUAL_CHANNEL_FLAG',
    '双通道资格标志',
    'Dual-channel pharmacy',
    1,
    flag('spdrug_flag'),
    none,
  )
  dualChannel?: boolean | null;

  @Item(
    'PROVIDER:AGREEMENT.OTP_POOL_FLAG',
    '门诊统筹资格标志',
    'Outpatient pooling qualified',
    1,
    flag('otp_pool_flag'),
    none,
  )
  outpatientPoolFlag?: boolean | null;
}
