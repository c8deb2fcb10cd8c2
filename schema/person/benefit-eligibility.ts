import { InsuredRecord, PersonCategory } from '../category.js';
import { FUND_PAY_TYPE, PSN_IDET_TYPE } from '../codes/benefit.js';
import { code, flag, Item, integer, money } from '../item.js';
import { hide, hideAmount, none } from '../mask.js';

@PersonCategory({
  code: 'BENEFIT',
  nameZh: '待遇资格与年度累计信息',
  nameEn: 'Benefit eligibility and yearly accumulators',
  field: 'benefits',
  table: 'benefit_eligibility',
  time: { column: 'year', unit: 'year' },
  many: true,
})
export class BenefitEligibility extends InsuredRecord {
  @Item('BENEFIT_YEAR', '待遇年度', 'Benefit year', 1, integer('year'), none, {
    plain: ['待遇按哪一年计算。', 'The year for which benefits are counted.'],
    sample: 2026,
    strength: 'NONE',
    key: true,
    unit: '年',
  })
  benefitYear?: number | null;

  @Item('FUND_PAY_TYPE', '基金支付类型', 'Fund type', 2, code('fund_pay_type', FUND_PAY_TYPE), none, {
    plain: ['由哪一种基金为您支付。', 'Which fund pays for you.'],
    sample: '310100',
    key: true,
  })
  fundType?: string | null;

  @Item(
    'TRT_ENJYMNT_FLAG',
    '基金待遇享受标志',
    'Benefit entitlement flag',
    1,
    flag('trt_enjymnt_flag'),
    none,
    { plain: ['您现在能否享受医保待遇。', 'Whether you are entitled to benefits now.'], sample: true },
  )
  benefitEnjoyed?: boolean | null;

  @Item(
    'CUM_DEDC',
    '年度累计起付线',
    'Accumulated deductible of the year',
    3,
    money('cum_q0000'),
    hideAmount,
    {
      plain: ['您今年已经自付了多少起付线。', 'How much of the yearly deductible you have paid.'],
      sample: '800.00',
      source: 'cum (cum_type_code=Q0000)',
      unit: 'CNY',
    },
  )
  cumDeductible?: string | null;

  @Item(
    'CUM_IPT_CNT',
    '年度累计住院次数',
    'Inpatient admissions of the year',
    3,
    integer('cum_c0000'),
    hide,
    {
      plain: ['您今年住过几次院。', 'How often you were admitted to hospital this year.'],
      sample: 1,
      source: 'cum (cum_type_code=C0000)',
      unit: '次',
    },
  )
  cumInpatientCount?: number | null;

  @Item(
    'PSN_IDET_TYPE',
    '人员身份类别(救助/优抚等)',
    'Recognised special identity',
    3,
    code('psn_idet_type', PSN_IDET_TYPE),
    hide,
    {
      plain: [
        '您是否属于医疗救助、优抚等人员。',
        'Whether you are recognised for medical aid or preferential treatment.',
      ],
      sample: '23',
    },
  )
  specialIdentity?: string | null;
}
