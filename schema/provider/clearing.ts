import { ProviderCategory, ProviderRecord } from '../category.js';
import { CLR_STAS, CLR_TYPE, CLR_WAY, DET_TYPE } from '../codes/clearing.js';
import { code, computed, Item, integer, money, yearMonth } from '../item.js';
import { hide, hideAmount, none } from '../mask.js';

@ProviderCategory({
  code: 'CLEARING',
  nameZh: '清算拨付与应收',
  nameEn: 'Clearing, payments and receivables',
  field: 'clearings',
  table: 'clearing',
  time: { column: 'clr_ym', unit: 'month' },
  many: true,
})
export class Clearing extends ProviderRecord {
  @Item('PROVIDER:CLEARING.CLR_YM', '清算年月', 'Clearing month', 1, yearMonth('clr_ym'), none, {
    plain: ['医保与机构清算的月份。', 'The month that was cleared with the fund.'],
    sample: '202603',
    key: true,
  })
  clearingMonth?: string | null;

  @Item('PROVIDER:CLEARING.CLR_TYPE', '清算类别', 'Clearing type', 1, code('clr_type', CLR_TYPE), none, {
    plain: [
      '清算的是门诊、住院还是药店费用。',
      'Whether outpatient, inpatient or pharmacy costs were cleared.',
    ],
    sample: '41',
    key: true,
  })
  clearingType?: string | null;

  @Item('PROVIDER:CLEARING.CLR_WAY', '清算方式', 'Payment method', 1, code('clr_way', CLR_WAY), none, {
    plain: ['按什么方式与机构清算。', 'By which method the institution is paid.'],
    sample: '10',
  })
  clearingWay?: string | null;

  @Item('PROVIDER:CLEARING.CLR_STAS', '清算状态', 'Clearing status', 2, code('clr_stas', CLR_STAS), hide, {
    plain: ['清算办到哪一步。', 'How far the clearing is.'],
    sample: '60',
  })
  clearingStatus?: string | null;

  @Item(
    'PROVIDER:CLEARING.PAYABLE_AMOUNT',
    '应付金额',
    'Payable by the fund',
    3,
    money('payable_amount'),
    hideAmount,
    {
      plain: ['医保应付给机构的钱。', 'What the fund owes the institution.'],
      sample: '86000.00',
      unit: 'CNY',
    },
  )
  payable?: string | null;

  @Item('PROVIDER:CLEARING.PAID_AMOUNT', '已付金额', 'Paid', 3, money('paid_amount'), hideAmount, {
    plain: ['医保已付给机构的钱。', 'What the fund has paid the institution.'],
    sample: '80000.00',
    source: 'paid_amount / dfr_sumamt',
    unit: 'CNY',
  })
  paid?: string | null;

  @Item(
    'PROVIDER:CLEARING.RECEIVABLE_AMT',
    '基金应收未收金额',
    'Fund receivable outstanding',
    3,
    computed(money('receivable_amt'), 'payable_amount - paid_amount - withhold_payment'),
    hideAmount,
    {
      plain: ['机构还没收到的医保款。', 'What the institution has still to receive from the fund.'],
      sample: '5000.00',
      source: 'payable_amount - paid_amount - det_amt',
      unit: 'CNY',
    },
  )
  receivable?: string | null;

  @Item('PROVIDER:CLEARING.DET_TYPE', '扣款类型', 'Deduction type', 2, code('det_type', DET_TYPE), hide, {
    plain: ['因为什么原因扣款。', 'Why something was deducted.'],
    sample: '10',
  })
  deductionType?: string | null;

  @Item(
    'PROVIDER:CLEARING.WITHHOLD_AMT',
    '不予支付/扣款金额',
    'Deducted amount',
    3,
    money('withhold_payment'),
    hideAmount,
    { plain: ['没有支付或扣掉的钱。', 'What was refused or deducted.'], sample: '1000.00', unit: 'CNY' },
  )
  deducted?: string | null;

  @Item(
    'PROVIDER:CLEARING.RESERVE_AMT',
    '预留金(保证金)余额',
    'Reserve held',
    3,
    money('margin'),
    hideAmount,
    {
      plain: ['医保暂留的保证金。', 'The reserve that the fund holds back.'],
      sample: '4300.00',
      source: 'margin / staffEarnestMoney',
      unit: 'CNY',
    },
  )
  reserve?: string | null;

  @Item(
    'PROVIDER:CLEARING.SETTLE_CYCLE_DAYS',
    '平均结算周期',
    'Average days from settlement to payment',
    2,
    integer('settle_cycle_days'),
    hide,
    {
      plain: ['从结算到收款平均要几天。', 'How many days it takes from settlement to payment.'],
      sample: 32,
      source: '(derived)',
      unit: '天',
    },
  )
  cycleDays?: number | null;
}
