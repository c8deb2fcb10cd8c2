import { PersonCategory, ProtectedRecord } from '../category.js';
import { FILING_TYPE } from '../codes/benefit.js';
import { code, date, Item, text } from '../item.js';
import { hide, keep, prefix, toMonth } from '../mask.js';

@PersonCategory({
  code: 'FILING',
  nameZh: '备案信息',
  nameEn: 'Filing (out-of-area, chronic disease, special drug, referral)',
  field: 'filings',
  table: 'filing',
  time: { column: 'begndate', unit: 'day', until: 'enddate' },
  many: true,
})
export class Filing extends ProtectedRecord {
  @Item(
    'FILING_NO',
    '待遇申报明细流水号',
    'Filing serial number',
    2,
    text('trt_dcla_detl_sn', 30),
    keep(4, 4),
    {
      plain: ['您备案申请的流水号。', 'The serial number of your filing.'],
      sample: 'BA2026030100012345',
      key: true,
    },
  )
  filingNo?: string | null;

  @Item('FILING_TYPE', '备案类别', 'Filing type', 3, code('filing_type', FILING_TYPE), hide, {
    plain: [
      '您办过哪一类备案，例如异地就医、慢特病。',
      'What you filed for, for example care elsewhere or a chronic disease.',
    ],
    sample: 'OUT_LONG_TERM',
    source: null,
  })
  filingType?: string | null;

  @Item(
    'OPSP_DISE_CODE',
    '门慢门特病种目录代码',
    'Outpatient chronic/special disease code',
    3,
    text('opsp_dise_code', 30),
    hide,
    {
      plain: [
        '您备案的慢性病或特殊病的代码。',
        'The code of the chronic or special disease that you filed for.',
      ],
      sample: 'M03900',
      sealed: true,
    },
  )
  chronicDiseaseCode?: string | null;

  @Item('FILING_ADMDVS', '备案就医地医保区划', 'Filed care area', 2, text('rloc_admdvs', 6), prefix(4), {
    plain: ['您备案到哪个地区看病。', 'The area where you filed to be treated.'],
    sample: '320100',
  })
  filingArea?: string | null;

  @Item('FILING_BEGNDATE', '备案开始日期', 'Filing begin date', 2, date('begndate'), toMonth, {
    plain: ['备案从哪天开始有效。', 'The day from which the filing holds.'],
    sample: '2026-03-01',
  })
  filingBeginDate?: string | null;

  @Item('FILING_ENDDATE', '备案结束日期', 'Filing end date', 2, date('enddate'), toMonth, {
    plain: ['备案到哪天为止。', 'The day on which the filing ends.'],
    sample: '2027-02-28',
  })
  filingEndDate?: string | null;
}
