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
    key: true,
  })
  lineNo?: string | null;

  @Item('FEE_OCUR_TIME', '费用发生时间', 'Time of charge', 3, date('fee_ocur_time'), toMonth)
  occurTime?: string | null;

  @Item('HILIST_CODE', '医保目录编码', 'Catalogue code', 3, text('hilist_code', 50), hide)
  catalogCode?: string | null;

  @Item('HILIST_NAME', '医保目录名称', 'Catalogue name', 3, text('hilist_name', 200), hide, { sealed: true })
  catalogName?: string | null;

  @Item(
    'CHRGITM_LV',
    '收费项目等级(甲乙丙)',
    'Payment class A/B/C',
    1,
    code('chrgitm_lv', CHRGITM_LV),
    none,
    { strength: 'NONE' },
  )
  paymentClass?: string | null;

  @Item(
    'DET_ITEM_FEE_SUMAMT',
    '明细项目费用总额',
    'Line amount',
    3,
    money('det_item_fee_sumamt'),
    hideAmount,
    { unit: 'CNY' },
  )
  lineAmount?: string | null;
}
