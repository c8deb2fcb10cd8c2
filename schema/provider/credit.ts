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
  @Item('PROVIDER:CREDIT.EVAL_YEAR', '考核年度', 'Assessment year', 1, integer('year'), none, { key: true })
  evalYear?: number | null;

  @Item(
    'PROVIDER:CREDIT.CRED_LV',
    '医保信用等级',
    'Medical-insurance credit grade',
    2,
    code('cred_lv', CRED_LV),
    hide,
  )
  creditLevel?: string | null;

  @Item(
    'PROVIDER:CREDIT.EVAL_SCORE',
    '年度考核得分(百分制)',
    'Assessment score',
    2,
    money('total_score'),
    hideAmount,
    { source: 'totalScore/score', unit: '分' },
  )
  assessmentScore?: string | null;

  @Item(
    'PROVIDER:CREDIT.VIOL_CNT',
    '违规次数(近24月)',
    'Violations in 24 months',
    2,
    integer('viol_cnt'),
    hide,
    { unit: '次' },
  )
  violationCount?: number | null;

  @Item('PROVIDER:CREDIT.VIOL_AMT', '违规追回金额', 'Recovered amount', 3, money('det_amt'), hideAmount, {
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
    { unit: '次' },
  )
  penaltyCount?: number | null;

  @Item(
    'PROVIDER:CREDIT.STAFF_SCORE_MAX',
    '相关人员最高记分',
    'Highest demerit of staff (0-12)',
    2,
    integer('psn_score'),
    hide,
    { unit: '分' },
  )
  maxStaffDemerit?: number | null;
}
