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
    plain: [
      '机构与医保所签协议的编号。',
      'The number of the institution’s agreement with medical insurance.',
    ],
    sample: 'XY2026000123',
    key: true,
  })
  agreementId?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.CNTR_STAS',
    '协议状态',
    'Agreement status',
    1,
    code('cntr_stas', CNTR_STAS),
    none,
    { plain: ['协议现在是否有效。', 'Whether the agreement is in force.'], sample: '1' },
  )
  agreementStatus?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.CNTR_SIGN_YEAR',
    '协议签订年度',
    'Sign year',
    1,
    integer('cntr_sign_year'),
    none,
    { plain: ['协议是哪一年签的。', 'The year in which the agreement was signed.'], sample: 2026 },
  )
  signYear?: number | null;

  @Item('PROVIDER:AGREEMENT.CNTR_BEGNTIME', '协议开始时间', 'Begin', 1, date('begntime'), none, {
    plain: ['协议从哪天开始。', 'The day on which the agreement begins.'],
    sample: '2026-01-01',
  })
  agreementBegin?: string | null;

  @Item('PROVIDER:AGREEMENT.CNTR_ENDTIME', '协议结束时间', 'End', 1, date('endtime'), none, {
    plain: ['协议到哪天结束。', 'The day on which the agreement ends.'],
    sample: '2026-12-31',
  })
  agreementEnd?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.FIX_ONLN_OPEN_FLAG',
    '定点联网开通标志',
    'Online settlement flag',
    1,
    code('fix_onln_open_flag', FIX_ONLN_OPEN_FLAG),
    none,
    { plain: ['机构能否联网结算。', 'Whether the institution can settle online.'], sample: '1' },
  )
  onlineFlag?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.AGGREMENT_LV',
    '协议等级',
    'Agreement level',
    2,
    code('aggrement_lv', AGGREMENT_LV),
    hide,
    { plain: ['协议评定的等级。', 'The level that the agreement gives.'], sample: '1' },
  )
  agreementLevel?: string | null;

  @Item(
    'PROVIDER:AGREEMENT.DUAL_CHANNEL_FLAG',
    '双通道资格标志',
    'Dual-channel pharmacy',
    1,
    flag('spdrug_flag'),
    none,
    { plain: ['是否有双通道售药资格。', 'Whether it may sell dual-channel drugs.'], sample: true },
  )
  dualChannel?: boolean | null;

  @Item(
    'PROVIDER:AGREEMENT.OTP_POOL_FLAG',
    '门诊统筹资格标志',
    'Outpatient pooling qualified',
    1,
    flag('otp_pool_flag'),
    none,
    {
      plain: ['是否有门诊统筹资格。', 'Whether it may settle outpatient care from the pooled fund.'],
      sample: true,
    },
  )
  outpatientPoolFlag?: boolean | null;
}
