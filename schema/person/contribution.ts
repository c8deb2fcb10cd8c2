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
    plain: ['这笔缴费属于哪个月。', 'The month for which a contribution was paid.'],
    sample: '202603',
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
    {
      plain: ['计算您缴费的工资基数。', 'The wage from which your contribution is reckoned.'],
      sample: '6200.00',
      unit: 'CNY/月',
    },
  )
  personalBase?: string | null;

  @Item(
    'PSN_CLCT_AMT',
    '个人缴费金额',
    'Personal contribution amount',
    3,
    money('psn_clct_amt'),
    band(100, 200),
    {
      plain: ['您个人每次缴了多少钱。', 'How much you paid yourself each time.'],
      sample: '124.00',
      unit: 'CNY',
    },
  )
  personalAmount?: string | null;

  @Item('CLCT_FLAG', '缴费标志', 'Paid flag', 1, flag('clct_flag'), none, {
    plain: ['这个月的费用是否已经缴清。', 'Whether the month has been paid.'],
    sample: true,
  })
  paidFlag?: boolean | null;

  @Item(
    'INSU_CLCT_MONS',
    '参保缴费月数',
    'Accumulated contribution months',
    2,
    integer('insu_clct_mons'),
    none,
    { plain: ['您一共缴费多少个月。', 'For how many months you have paid in all.'], sample: 128, unit: '月' },
  )
  paidMonths?: number | null;
}
