import type { CatalogueItem } from './catalogue.js';
import type { ItemKind } from './item.js';

/** Made-up values of texts, by column. No region has the number 379999, so no such ID number belongs to anybody. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  psn_no: ['3706990000000001'],
  psn_name: ['王示例', '李样本'],
  certno: ['379999198003150012'],
  mob: ['19900000001'],
  live_addr: ['山东省烟台市芝罘区示例路1号2-301'],
  agnter_name: ['王示例'],
  insuplc_admdvs: ['370602'],
  emp_name: ['烟台市示例有限公司'],
  bankacct: ['6200000000000000001'],
  trt_dcla_detl_sn: ['3706B9900000000011'],
  opsp_dise_code: ['M03900'],
  rloc_admdvs: ['370100'],
  mdtrt_id: ['3706M9900000000001'],
  fixmedins_code: ['H37069900001'],
  fixmedins_name: ['烟台市示例医院'],
  diag_code: ['J18.900'],
  diag_name: ['肺炎'],
  setl_id: ['3706S9900000000001'],
  feedetl_sn: ['3706F9900000000001'],
  hilist_code: ['XJ01CAA040B002010100000'],
  hilist_name: ['阿莫西林胶囊'],
  uscc: ['91370600MA0000001X'],
  fix_blng_admdvs: ['370602'],
  addr: ['山东省烟台市芝罘区示例路1号'],
  drug_biz_lic_no: ['鲁DA5350001'],
  equ_biz_lic_no: ['鲁烟药监械经营许20260001号'],
  medins_prac_lic_regno: ['PDY990000370602'],
  legrep_name: ['王示例'],
  legrep_certno: ['379999198003150012'],
  legrep_mobile: ['19900000001'],
  hi_resper_name: ['李样本'],
  fix_cntr_id: ['3706X99001'],
  bank_name: ['示例银行烟台分行'],
  acctname: ['烟台市示例医院'],
};

const CODES_SHOWN = 3;

/** Values of an item in the form of the real ones. None is anybody's. */
export function examplesOf({ code, kind }: CatalogueItem): readonly string[] {
  const examples = kind.form === 'yyyyMM' ? ['202603'] : BY_TYPE[kind.type](kind);
  if (examples.length === 0) throw new Error(`There is no example of ${code}.`);
  return examples;
}

const BY_TYPE: Readonly<Record<ItemKind['type'], (kind: ItemKind) => readonly string[]>> = {
  string: ({ column }) => TEXTS[column] ?? [],
  code: ({ codes }) => [...codes!.labels.keys()].slice(0, CODES_SHOWN),
  flag: () => ['true', 'false'],
  integer: ({ column }) => [/year/.test(column) ? '2026' : '3'],
  decimal: () => ['128.50'],
  date: () => ['2026-03-15'],
};
