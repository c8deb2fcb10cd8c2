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
    { key: true },
  )
  insuranceType?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.RECONCILIATION_TYPE',
    '对账类型(本地/省内异地/跨省)',
    'Reconciliation type',
    1,
    code('reconciliation_type', RECONCILIATION_TYPE),
    none,
    { key: true },
  )
  settlementKind?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.MEDFEE_SUMAMT',
    '医疗费总额',
    'Total fee',
    3,
    money('medfee_sumamt'),
    hideAmount,
    { unit: 'CNY' },
  )
  totalFee?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.FUND_PAY_SUMAMT',
    '基金支付总额',
    'Fund payment',
    3,
    money('fund_pay_sumamt'),
    hideAmount,
    { unit: 'CNY' },
  )
  fundPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.HIFP_PAY',
    '统筹基金支出',
    'Pooled fund',
    3,
    money('hifp_pay'),
    hideAmount,
    { unit: 'CNY' },
  )
  poolPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.ACCT_PAY',
    '个人账户支出',
    'Personal account payments',
    3,
    money('acct_pay'),
    hideAmount,
    { unit: 'CNY' },
  )
  accountPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.CASH_PAYAMT',
    '现金支付金额',
    'Cash',
    3,
    money('cash_payamt'),
    hideAmount,
    { unit: 'CNY' },
  )
  cashPay?: string | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.PERSON_NUM',
    '就诊(购药)人数',
    'Distinct patients',
    2,
    integer('person_num'),
    hide,
    { smallCell: 10, unit: '人' },
  )
  patientCount?: number | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.PERSON_COUNT',
    '就诊(购药)人次',
    'Visits',
    2,
    integer('person_count'),
    hide,
    { source: 'person_count / fixmedins_setl_cnt', smallCell: 10, unit: '人次' },
  )
  visitCount?: number | null;

  @Item(
    'PROVIDER:SETTLEMENT_MONTH.CHECK_STATUS',
    '对账结果',
    'Reconciliation result',
    2,
    code('check_status', CHECK_STATUS),
    hide,
  )
  reconciled?: string | null;
}
