import { ProviderCategory, ProviderRecord } from '../category.js';
import { CHECK_STATUS, RECONCILIATION_TYPE } from '../codes/clearing.js';
import { INSUTYPE } from '../codes/enrolment.js';
import { code, Item, integer, money, yearMonth } from '../item.js';
import { hide, hideAmount, none } from '../mask.js';

@ProviderCategory({
  code: 'SETTLEMENT_MONTH',
  nameZh: '月度结算汇总',
  nameEn: 'Monthly settlements',
  field: 'settlementMonths',
  table: 'settlement_month',
  time: { column: 'settle_date', unit: 'month' },
  many: true,
})
export class SettlementMonth extends ProviderRecord {
  @Item('PROVIDER:SETTLEMENT_MONTH.SETTLE_YM', '结算月份', 'Month', 1, yearMonth('settle_date'), none, {
    plain: ['汇总的是哪个月。', 'The month of the sums.'],
    sample: '202603',
    key: true,
  })
  month?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.INSUTYPE',
    '险种类型',
    'Insurance type',
    1,
    code('insutype', INSUTYPE),
    none,
    { plain: ['汇总的是哪一种医疗保险。', 'The kind of insurance of the sums.'], sample: '310', key: true },
  )
  insuranceType?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.RECONCILIATION_TYPE',
    '对账类型(本地/省内异地/跨省)',
    'Reconciliation type',
    1,
    code('reconciliation_type', RECONCILIATION_TYPE),
    none,
    {
      plain: ['是本地还是异地参保人的费用。', 'Whether the patients are insured here or elsewhere.'],
      sample: 'LOCAL',
      key: true,
    },
  )
  settlementKind?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.MEDFEE_SUMAMT',
    '医疗费总额',
    'Total fee',
    3,
    money('medfee_sumamt'),
    hideAmount,
    { plain: ['机构当月的医疗费合计。', 'The sum of fees of the month.'], sample: '128000.00', unit: 'CNY' },
  )
  totalFee?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.FUND_PAY_SUMAMT',
    '基金支付总额',
    'Fund payment',
    3,
    money('fund_pay_sumamt'),
    hideAmount,
    {
      plain: ['当月各种基金付给机构的合计。', 'What all funds paid in the month.'],
      sample: '86000.00',
      unit: 'CNY',
    },
  )
  fundPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.HIFP_PAY',
    '统筹基金支出',
    'Pooled fund',
    3,
    money('hifp_pay'),
    hideAmount,
    {
      plain: ['当月统筹基金付给机构的合计。', 'What the pooled fund paid in the month.'],
      sample: '61000.00',
      unit: 'CNY',
    },
  )
  poolPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.ACCT_PAY',
    '个人账户支出',
    'Personal account payments',
    3,
    money('acct_pay'),
    hideAmount,
    {
      plain: ['当月从个人账户付给机构的合计。', 'What was paid from personal accounts in the month.'],
      sample: '25000.00',
      unit: 'CNY',
    },
  )
  accountPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.CASH_PAYAMT',
    '现金支付金额',
    'Cash',
    3,
    money('cash_payamt'),
    hideAmount,
    {
      plain: ['当月收到的现金合计。', 'The cash that was taken in the month.'],
      sample: '42000.00',
      unit: 'CNY',
    },
  )
  cashPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.PERSON_NUM',
    '就诊(购药)人数',
    'Distinct patients',
    2,
    integer('person_num'),
    hide,
    {
      plain: ['当月有多少人来看病或买药。', 'How many different people came in the month.'],
      sample: 860,
      smallCell: 10,
      unit: '人',
    },
  )
  patientCount?: number | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.PERSON_COUNT',
    '就诊(购药)人次',
    'Visits',
    2,
    integer('person_count'),
    hide,
    {
      plain: ['当月一共来了多少人次。', 'How many visits there were in the month.'],
      sample: 1240,
      source: 'person_count / fixmedins_setl_cnt',
      smallCell: 10,
      unit: '人次',
    },
  )
  visitCount?: number | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.CHECK_STATUS',
    '对账结果',
    'Reconciliation result',
    2,
    code('check_status', CHECK_STATUS),
    hide,
    { plain: ['当月账目是否核对一致。', 'Whether the accounts of the month agree.'], sample: '1' },
  )
  reconciled?: string | null;
}
