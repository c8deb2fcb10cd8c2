import { PersonCategory, ProtectedRecord } from '../category.js';
import { CHRGITM_LV } from '../codes/care.js';
import { code, date, Item, money, text } from '../item.js';
import { hide, hideAmount, keep, none, toMonth } from '../mask.js';

@PersonCategory({
  code: 'EXPENSE_DETAIL',
  nameZh: '费用明细',
  nameEn: 'Expense detail',
  field: 'expenseLines',
  table: 'expense_line',
  time: { column: 'fee_ocur_time', unit: 'day' },
  many: true,
})
export class ExpenseLine extends ProtectedRecord {
  @Item('FEEDETL_SN', '费用明细流水号', 'Expense line number', 2, text('feedetl_sn', 30), keep(4, 4), {
    plain: ['账单上每一行的流水号。', 'The number of each line of a bill.'],
    sample: 'MX20260301000456789',
    key: true,
  })
  lineNo?: string | null;

  @Item('FEE_OCUR_TIME', '费用发生时间', 'Time of charge', 3, date('fee_ocur_time'), toMonth, {
    plain: ['这一项费用发生在哪天。', 'The day of a charge.'],
    sample: '2026-03-02',
  })
  occurTime?: string | null;

  @Item('HILIST_CODE', '医保目录编码', 'Catalogue code', 3, text('hilist_code', 50), hide, {
    plain: ['用了哪种药或哪项服务，用编码表示。', 'Which drug or service was used, by its code.'],
    sample: 'XJ01CRA040B001010178945',
  })
  catalogCode?: string | null;

  @Item('HILIST_NAME', '医保目录名称', 'Catalogue name', 3, text('hilist_name', 200), hide, {
    plain: ['用了哪种药或哪项服务的名称。', 'The name of the drug or service that was used.'],
    sample: '阿莫西林胶囊',
    sealed: true,
  })
  catalogName?: string | null;

  @Item(
    'CHRGITM_LV',
    '收费项目等级(甲乙丙)',
    'Payment class A/B/C',
    1,
    code('chrgitm_lv', CHRGITM_LV),
    none,
    {
      plain: ['这一项是甲类、乙类还是自费。', 'Whether a charge is of class A, B or self-paid.'],
      sample: '01',
      strength: 'NONE',
    },
  )
  paymentClass?: string | null;

  @Item(
    'DET_ITEM_FEE_SUMAMT',
    '明细项目费用总额',
    'Line amount',
    3,
    money('det_item_fee_sumamt'),
    hideAmount,
    { plain: ['这一项花了多少钱。', 'What a single charge cost.'], sample: '36.50', unit: 'CNY' },
  )
  lineAmount?: string | null;
}
