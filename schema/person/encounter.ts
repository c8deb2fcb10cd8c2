import { PersonCategory, ProtectedRecord } from '../category.js';
import { HOSP_LV, MED_TYPE } from '../codes/care.js';
import { code, date, Item, text } from '../item.js';
import { hide, keep, none, prefix, toInstitutionType, toMonth } from '../mask.js';

@PersonCategory({
  code: 'ENCOUNTER',
  nameZh: '就诊信息',
  nameEn: 'Outpatient and inpatient encounter',
  field: 'encounters',
  table: 'encounter',
  time: { column: 'begntime', unit: 'day' },
  many: true,
})
export class Encounter extends ProtectedRecord {
  @Item('MDTRT_ID', '就诊ID', 'Encounter id', 2, text('mdtrt_id', 30), keep(4, 4), {
    plain: ['这次就诊的编号。', 'The number of a visit.'],
    sample: 'MZ202603010001234',
    key: true,
  })
  encounterId?: string | null;

  @Item('MED_TYPE', '医疗类别', 'Care type', 3, code('med_type', MED_TYPE), hide, {
    plain: ['这次是门诊、住院还是买药。', 'Whether a visit was outpatient, inpatient or to a pharmacy.'],
    sample: '21',
  })
  careType?: string | null;

  @Item('FIXMEDINS_CODE', '定点医药机构编号', 'Provider code', 3, text('fixmedins_code', 12), keep(1, 0), {
    plain: ['您在哪家医院或药店，用编号表示。', 'Which hospital or pharmacy you went to, by its code.'],
    sample: 'H37010000001',
  })
  providerCode?: string | null;

  @Item(
    'FIXMEDINS_NAME',
    '定点医药机构名称',
    'Provider name',
    3,
    text('fixmedins_name', 200),
    toInstitutionType,
    {
      plain: ['您去的医院或药店的名称。', 'The name of the hospital or pharmacy that you went to.'],
      sample: '济南市示例人民医院',
    },
  )
  providerName?: string | null;

  @Item('HOSP_LV', '医院等级', 'Provider grade', 1, code('hosp_lv', HOSP_LV), none, {
    plain: ['这家医院是几级医院。', 'The grade of the hospital.'],
    sample: '02',
    strength: 'NONE',
  })
  providerLevel?: string | null;

  @Item('BEGNTIME', '就诊(入院)开始时间', 'Encounter start', 3, date('begntime'), toMonth, {
    plain: ['您哪天就诊或入院。', 'The day of the visit, or of admission.'],
    sample: '2026-03-01',
  })
  encounterStart?: string | null;

  @Item('ENDTIME', '就诊(出院)结束时间', 'Encounter end', 3, date('endtime'), toMonth, {
    plain: ['您哪天看完或出院。', 'The day when the visit ended, or of discharge.'],
    sample: '2026-03-08',
  })
  encounterEnd?: string | null;

  @Item('DIAG_CODE', '诊断代码(ICD-10医保2.0)', 'Diagnosis code', 3, text('diag_code', 30), prefix(1), {
    plain: ['医生诊断的疾病代码。', 'The code of the disease that the doctor found.'],
    sample: 'J18.9',
    sealed: true,
  })
  diagnosisCode?: string | null;

  @Item('DIAG_NAME', '诊断名称', 'Diagnosis name', 3, text('diag_name', 300), hide, {
    plain: ['医生诊断的疾病名称。', 'The name of the disease that the doctor found.'],
    sample: '肺炎',
    sealed: true,
  })
  diagnosisName?: string | null;
}
