import { PersonCategory, ProtectedRecord } from '../category.js';
import { DISABILITY_GRADE, MATN_TYPE, SPECIAL_TRT_TYPE } from '../codes/benefit.js';
import { code, date, Item, money } from '../item.js';
import { hide, hideAmount, toMonth } from '../mask.js';

@PersonCategory({
  code: 'SPECIAL_BENEFIT',
  nameZh: '专项待遇信息(长护/生育/救助)',
  nameEn: 'Long-term care, maternity and medical-aid benefit',
  field: 'specialBenefits',
  table: 'special_benefit',
  time: { column: 'begndate', unit: 'day' },
  many: true,
})
export class SpecialBenefit extends ProtectedRecord {
  @Item(
    'SPECIAL_TRT_TYPE',
    '专项待遇类别',
    'Special benefit type',
    3,
    code('special_trt_type', SPECIAL_TRT_TYPE),
    hide,
    {
      plain: [
        '您享受的是长护、生育还是救助待遇。',
        'Whether a benefit is for long-term care, maternity or medical aid.',
      ],
      sample: 'LTC',
      source: null,
      key: true,
    },
  )
  specialType?: string | null;

  @Item(
    'DISABILITY_GRADE',
    '长护险失能等级',
    'Disability grade (LTC)',
    3,
    code('disability_grade', DISABILITY_GRADE),
    hide,
    {
      plain: ['长期护理保险评定的失能等级。', 'The grade of disability found for long-term care insurance.'],
      sample: '2',
      source: null,
    },
  )
  disabilityGrade?: string | null;

  @Item('MATN_TYPE', '生育类别', 'Maternity type', 3, code('matn_type', MATN_TYPE), hide, {
    plain: ['生育待遇属于哪一种情形。', 'Which case a maternity benefit is for.'],
    sample: '1',
  })
  maternityType?: string | null;

  @Item(
    'SPECIAL_TRT_DATE',
    '待遇事件日期(生育/评定/救助)',
    'Benefit event date',
    3,
    date('begndate'),
    toMonth,
    {
      plain: ['分娩、评定或救助发生在哪天。', 'The day of a birth, an assessment or an aid.'],
      sample: '2026-02-10',
      source: 'birctrl_matn_date / begndate',
      key: true,
    },
  )
  specialDate?: string | null;

  @Item('SPECIAL_TRT_AMT', '专项待遇支付金额', 'Benefit amount paid', 3, money('dfr_sumamt'), hideAmount, {
    plain: ['这项专门待遇付了多少钱。', 'How much a special benefit paid.'],
    sample: '2400.00',
    source: 'maf_pay / dfr_sumamt',
    unit: 'CNY',
  })
  specialAmount?: string | null;
}
