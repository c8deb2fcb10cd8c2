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
  @Item('MDTRT_ID', '就诊ID', 'Encounter id', 2, text('mdtrt_id', 30), keep(4, 4), { key: true })
  encounterId?: string | null;

  @Item('MED_TYPE', '医疗类别', 'Care type', 3, code('med_type', MED_TYPE), hide)
  careType?: string | null;

  @Item('FIXMEDINS_CODE', '定点医药机构编号', 'Provider code', 3, text('fixmedins_code', 12), keep(1, 0))
  providerCode?: string | null;

  @Item(
    'FIXMEDINS_NAME',
    '定点医药机构名称',
    'Provider name',
    3,
    text('fixmedins_name', 200),
    toInstitutionType,
  )
  providerName?: string | null;

  @Item('HOSP_LV', '医院等级', 'Provider grade', 1, code('hosp_lv', HOSP_LV), none, { strength: 'NONE' })
  providerLevel?: string | null;

  @Item('BEGNTIME', '就诊(入院)开始时间', 'Encounter start', 3, date('begntime'), toMonth)
  encounterStart?: string | null;

  @Item('ENDTIME', '就诊(出院)结束时间', 'Encounter end', 3, date('endtime'), toMonth)
  encounterEnd?: string | null;

  @Item('DIAG_CODE', '诊断代码(ICD-10医保2.0)', 'Diagnosis code', 3, text('diag_code', 30), prefix(1), {
    sealed: true,
  })
  diagnosisCode?: string | null;

  @Item('DIAG_NAME', '诊断名称', 'Diagnosis name', 3, text('diag_name', 300), hide, { sealed: true })
  diagnosisName?: string | null;
}
