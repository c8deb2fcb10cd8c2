import { ProviderCategory, ProviderRecord } from '../category.js';
import { CRED_LV } from '../codes/provider.js';
import { code, Item, integer, money } from '../item.js';
import { hide, hideAmount, none } from '../mask.js';

@ProviderCategory({
  code: 'CREDIT',
  nameZh: '信用与违规',
  nameEn: 'Credit and violations',
  field: 'credit',
  table: 'provider_credit',
  time: { column: 'year', unit: 'year' },
  many: true,
})
export class ProviderCredit extends ProviderRecord {
  @Item('PROVIDER:CREDIT.EVAL_YEAR', '考核年度', 'Assessment year', 1, integer('year'), none, {
    plain: ['考核的是哪一年。', 'The year of the assessment.'],
    sample: 2025,
    key: true,
  })
  evalYear?: number | null;

  @Item(
    'PROVIDER:CREDIT.CRED_LV',
    '医保信用等级',
    'Medical-insurance credit grade',
    2,
    code('cred_lv', CRED_LV),
    hide,
    {
      plain: ['医保给机构评的信用等级。', 'The credit grade that medical insurance gave the institution.'],
      sample: 'A',
    },
  )
  creditLevel?: string | null;

  @Item(
    'PROVIDER:CREDIT.EVAL_SCORE',
    '年度考核得分(百分制)',
    'Assessment score',
    2,
    money('total_score'),
    hideAmount,
    {
      plain: ['机构年度考核得了多少分。', 'The institution’s score in the yearly assessment.'],
      sample: '92.50',
      source: 'totalScore/score',
      unit: '分',
    },
  )
  assessmentScore?: string | null;

  @Item(
    'PROVIDER:CREDIT.VIOL_CNT',
    '违规次数(近24月)',
    'Violations in 24 months',
    2,
    integer('viol_cnt'),
    hide,
    {
      plain: ['机构近两年违规多少次。', 'How often the institution broke rules in two years.'],
      sample: 1,
      unit: '次',
    },
  )
  violationCount?: number | null;

  @Item('PROVIDER:CREDIT.VIOL_AMT', '违规追回金额', 'Recovered amount', 3, money('det_amt'), hideAmount, {
    plain: ['因为违规追回的钱。', 'What was recovered because of violations.'],
    sample: '3600.00',
    unit: 'CNY',
  })
  violationAmount?: string | null;

  @Item(
    'PROVIDER:CREDIT.PUNISH_CNT',
    '行政处罚次数',
    'Administrative penalties',
    1,
    integer('punish_cnt'),
    none,
    {
      plain: ['机构受过几次行政处罚。', 'How often the institution was fined by an authority.'],
      sample: 0,
      unit: '次',
    },
  )
  penaltyCount?: number | null;

  @Item(
    'PROVIDER:CREDIT.STAFF_SCORE_MAX',
    '相关人员最高记分',
    'Highest demerit of staff (0-12)',
    2,
    integer('psn_score'),
    hide,
    {
      plain: ['机构人员被记的最高分。', 'The most demerits of anybody on the staff.'],
      sample: 3,
      unit: '分',
    },
  )
  maxStaffDemerit?: number | null;
}
