import { Property } from '@mikro-orm/decorators/legacy';
import { PersonCategory, ProtectedRecord } from '../category.js';
import { computed, date, Item, money, text } from '../item.js';
import { hide, hideAmount, keep, toMonth } from '../mask.js';

@PersonCategory({
  code: 'SETTLEMENT',
  nameZh: '结算信息',
  nameEn: 'Settlement',
  field: 'settlements',
  table: 'settlement',
  time: { column: 'setl_time', unit: 'day' },
  many: true,
})
export class Settlement extends ProtectedRecord {
  @Item('SETL_ID', '结算ID', 'Settlement id', 2, text('setl_id', 30), keep(4, 4), { key: true })
  settlementId?: string | null;

  @Item('SETL_TIME', '结算时间', 'Settlement time', 3, date('setl_time'), toMonth)
  settlementTime?: string | null;

  @Item('MEDFEE_SUMAMT', '医疗费总额', 'Total medical fee', 3, money('medfee_sumamt'), hideAmount, {
    unit: 'CNY',
  })
  totalFee?: string | null;

  @Item(
    'FULAMT_OWNPAY_AMT',
    '全自费金额',
    'Out-of-catalogue amount',
    2,
    money('fulamt_ownpay_amt'),
    hideAmount,
    { unit: 'CNY' },
  )
  fullSelfPay?: string | null;

  @Item('OVERLMT_SELFPAY', '超限价自费费用', 'Over-limit self-pay', 2, money('overlmt_selfpay'), hideAmount, {
    unit: 'CNY',
  })
  overLimitSelfPay?: string | null;

  @Item('PRESELFPAY_AMT', '先行自付金额', 'First-instance self-pay', 2, money('preselfpay_amt'), hideAmount, {
    unit: 'CNY',
  })
  preSelfPay?: string | null;

  @Item('INSCP_SCP_AMT', '符合政策范围金额', 'In-scope amount', 2, money('inscp_scp_amt'), hideAmount, {
    unit: 'CNY',
  })
  inScopeAmount?: string | null;

  @Item('ACT_PAY_DEDC', '实际支付起付线', 'Deductible paid', 2, money('act_pay_dedc'), hideAmount, {
    unit: 'CNY',
  })
  deductiblePaid?: string | null;

  @Item(
    'HIFP_PAY',
    '基本医疗保险统筹基金支出',
    'Basic pooled fund payment',
    3,
    money('hifp_pay'),
    hideAmount,
    { unit: 'CNY' },
  )
  poolFundPay?: string | null;

  @Item(
    'SERIOUS_ILLNESS_PAY',
    '大病/大额补助支付',
    'Serious-illness fund payment',
    3,
    computed(money('serious_illness_pay'), 'hifmi_pay + hifob_pay'),
    hide,
    { source: 'hifmi_pay + hifob_pay', unit: 'CNY' },
  )
  seriousIllnessPay?: string | null;

  @Item('FUND_PAY_SUMAMT', '基金支付总额', 'Total fund payment', 3, money('fund_pay_sumamt'), hideAmount, {
    unit: 'CNY',
  })
  fundPayTotal?: string | null;

  @Item('ACCT_PAY', '个人账户支出', 'Personal account payment', 3, money('acct_pay'), hideAmount, {
    unit: 'CNY',
  })
  accountPay?: string | null;

  @Item('PSN_CASH_PAY', '个人现金支出', 'Personal cash payment', 3, money('psn_cash_pay'), hideAmount, {
    unit: 'CNY',
  })
  personalCashPay?: string | null;

  // The parts of the sums above, as the national platform delivers them. The import checks the accounting identities.
  @Property({ fieldName: 'cvlserv_pay', columnType: 'numeric(16,2)' })
  civilServantPay!: string;

  @Property({ fieldName: 'hifes_pay', columnType: 'numeric(16,2)' })
  enterpriseSupplementPay!: string;

  @Property({ fieldName: 'hifmi_pay', columnType: 'numeric(16,2)' })
  majorIllnessPay!: string;

  @Property({ fieldName: 'hifob_pay', columnType: 'numeric(16,2)' })
  largeAmountPay!: string;

  @Property({ fieldName: 'maf_pay', columnType: 'numeric(16,2)' })
  medicalAidPay!: string;

  @Property({ fieldName: 'oth_pay', columnType: 'numeric(16,2)' })
  otherPay!: string;

  @Property({ fieldName: 'psn_part_amt', columnType: 'numeric(16,2)' })
  personalPart!: string;

  @Property({ fieldName: 'hosp_part_amt', columnType: 'numeric(16,2)' })
  hospitalPart!: string;
}
