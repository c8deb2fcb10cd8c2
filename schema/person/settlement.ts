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
  @Item('SETL_ID', '结算ID', 'Settlement id', 2, text('setl_id', 30), keep(4, 4), {
    plain: ['这次结算的编号。', 'The number of a settlement.'],
    sample: 'JS202603080005678',
    key: true,
  })
  settlementId?: string | null;

  @Item('SETL_TIME', '结算时间', 'Settlement time', 3, date('setl_time'), toMonth, {
    plain: ['您哪天结的账。', 'The day on which the bill was settled.'],
    sample: '2026-03-08',
  })
  settlementTime?: string | null;

  @Item('MEDFEE_SUMAMT', '医疗费总额', 'Total medical fee', 3, money('medfee_sumamt'), hideAmount, {
    plain: ['这次看病一共花了多少钱。', 'What a treatment cost in all.'],
    sample: '5321.00',
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
    {
      plain: ['医保目录以外、要全部自己付的钱。', 'What is outside the catalogue and yours to pay in full.'],
      sample: '210.00',
      unit: 'CNY',
    },
  )
  fullSelfPay?: string | null;

  @Item('OVERLMT_SELFPAY', '超限价自费费用', 'Over-limit self-pay', 2, money('overlmt_selfpay'), hideAmount, {
    plain: ['超过医保限价、要自己付的钱。', 'What is over the price limit and yours to pay.'],
    sample: '60.00',
    unit: 'CNY',
  })
  overLimitSelfPay?: string | null;

  @Item('PRESELFPAY_AMT', '先行自付金额', 'First-instance self-pay', 2, money('preselfpay_amt'), hideAmount, {
    plain: ['报销前按比例先自己付的钱。', 'The share that you pay before anything is reimbursed.'],
    sample: '320.00',
    unit: 'CNY',
  })
  preSelfPay?: string | null;

  @Item('INSCP_SCP_AMT', '符合政策范围金额', 'In-scope amount', 2, money('inscp_scp_amt'), hideAmount, {
    plain: ['可以按政策报销的那部分费用。', 'The part of the cost that can be reimbursed.'],
    sample: '4731.00',
    unit: 'CNY',
  })
  inScopeAmount?: string | null;

  @Item('ACT_PAY_DEDC', '实际支付起付线', 'Deductible paid', 2, money('act_pay_dedc'), hideAmount, {
    plain: ['这次扣掉的起付线。', 'The deductible that was taken this time.'],
    sample: '800.00',
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
    {
      plain: ['统筹基金为您付了多少。', 'What the pooled fund paid for you.'],
      sample: '3340.00',
      unit: 'CNY',
    },
  )
  poolFundPay?: string | null;

  @Item(
    'SERIOUS_ILLNESS_PAY',
    '大病/大额补助支付',
    'Serious-illness fund payment',
    3,
    computed(money('serious_illness_pay'), 'hifmi_pay + hifob_pay'),
    hide,
    {
      plain: ['大病或大额补助为您付了多少。', 'What serious-illness insurance paid for you.'],
      sample: '0.00',
      source: 'hifmi_pay + hifob_pay',
      unit: 'CNY',
    },
  )
  seriousIllnessPay?: string | null;

  @Item('FUND_PAY_SUMAMT', '基金支付总额', 'Total fund payment', 3, money('fund_pay_sumamt'), hideAmount, {
    plain: ['各种基金一共为您付了多少。', 'What all funds together paid for you.'],
    sample: '3340.00',
    unit: 'CNY',
  })
  fundPayTotal?: string | null;

  @Item('ACCT_PAY', '个人账户支出', 'Personal account payment', 3, money('acct_pay'), hideAmount, {
    plain: ['从您个人账户付了多少。', 'What was paid from your personal account.'],
    sample: '500.00',
    unit: 'CNY',
  })
  accountPay?: string | null;

  @Item('PSN_CASH_PAY', '个人现金支出', 'Personal cash payment', 3, money('psn_cash_pay'), hideAmount, {
    plain: ['您自己掏了多少现金。', 'What you paid yourself in cash.'],
    sample: '1481.00',
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
