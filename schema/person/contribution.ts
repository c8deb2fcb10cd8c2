import { InsuredRecord, PersonCategory } from '../category.js';
import { flag, Item, integer, money, yearMonth } from '../item.js';
import { band, none } from '../mask.js';

@PersonCategory({
  code: 'CONTRIBUTION',
  nameZh: '缴费信息',
  nameEn: 'Contribution',
  field: 'contributions',
  table: 'contribution',
  time: { column: 'cashym', unit: 'month' },
  many: true,
})
export class Contribution extends InsuredRecord {
  @Item('CASHYM', '费款所属期', 'Contribution period (yyyyMM)', 1, yearMonth('cashym'), none, {
    strength: 'NONE',
    key: true,
  })
  period?: string | null;

  @Item(
    'PSN_CLCTSTD',
    '个人缴费基数',
    'Personal contribution base',
    3,
    money('psn_clctstd'),
    band(5000, 8000),
    { unit: 'CNY/月' },
  )
  personalBase?: string | null;

  @Item(
    'PSN_CLCT_AMT',
    '个人缴费金额',
    'Personal contribution amount',
    3,
    money('psn_clct_amt'),
    band(100, 200),
    { unit: 'CNY' },
  )
  personalAmount?: string | null;

  @Item('CLCT_FLAG', '缴费标志', 'Paid flag', 1, flag('clct_flag'), none)
  paidFlag?: boolean | null;

  @Item(
    'INSU_CLCT_MONS',
    '参保缴费月数',
    'Accumulated contribution months',
    2,
    integer('insu_clct_mons'),
    none,
    { unit: '月' },
  )
  paidMonths?: number | null;
}
