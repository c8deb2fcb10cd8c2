/**
 * A specially protected disease: rows that reveal one are disclosed only if the person chose them one by one. The
 * laws name the diseases. The code ranges are defined here and approved by the bureau.
 */
export interface SpecialCondition {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly law: string;
  /** ICD-10 categories of three characters, ranges of them, or prefixes of longer codes. */
  readonly diagnoses: readonly string[];
  /** Prefixes of the codes of outpatient chronic diseases (门慢门特). */
  readonly chronicDiseases: readonly string[];
  /** Prefixes of codes of the medical-insurance catalogue. The code of a drug is X followed by its ATC code. */
  readonly chargedItems: readonly string[];
  /** Exact codes of further columns that reveal the disease by themselves. */
  readonly careTypes: readonly string[];
  readonly maternityTypes: readonly string[];
  /** Words in the name of a diagnosis or charged item. A test for a disease is not included: it may be negative. */
  readonly words: RegExp;
  /** Words in the name of an institution that treats only this disease. */
  readonly institutions: RegExp | null;
}

export const SPECIAL_CONDITIONS: readonly SpecialCondition[] = [
  {
    code: 'HIV',
    nameZh: '艾滋病及病毒感染',
    nameEn: 'HIV infection and AIDS',
    law: '艾滋病防治条例 39',
    diagnoses: ['B20-B24', 'Z21', 'F02.4', 'R75', 'O98.7'],
    chronicDiseases: ['M003'],
    chargedItems: ['XJ05AE', 'XJ05AG', 'XJ05AJ', 'XJ05AR'],
    careTypes: [],
    maternityTypes: [],
    words: /艾滋|人类免疫缺陷病毒(?!.*(?:测定|检测|检查))|\bHIV\b(?!.*(?:测定|检测|检查))|抗逆转录/iu,
    institutions: /艾滋/u,
  },
  {
    code: 'SEXUALLY_TRANSMITTED',
    nameZh: '性传播疾病',
    nameEn: 'Sexually transmitted infection',
    law: '传染病防治法 12',
    diagnoses: ['A50-A64'],
    chronicDiseases: [],
    chargedItems: [],
    careTypes: [],
    maternityTypes: [],
    words: /梅毒(?!.*(?:测定|检测|检查))|淋病|尖锐湿疣|生殖器疱疹|软下疳|性病/u,
    institutions: /性病/u,
  },
  {
    code: 'MENTAL',
    nameZh: '精神障碍',
    nameEn: 'Mental disorder',
    law: '精神卫生法 4',
    diagnoses: ['F00-F99', 'G30', 'X60-X84', 'Z91.5'],
    chronicDiseases: ['M021'],
    // Antipsychotics, antidepressants and treatment of addiction. 3115 is the group of psychiatric services.
    chargedItems: ['XN05A', 'XN06A', 'XN07BB', 'XN07BC', '003115'],
    careTypes: [],
    maternityTypes: [],
    words:
      /精神(?:病|分裂|障碍|科)|抑郁|焦虑|双相|躁狂|强迫症|孤独症|自闭症|痴呆|成瘾|戒断|心理治疗|自杀|自伤/u,
    institutions: /精神|心理|脑科|安康医院|安定医院|戒毒/u,
  },
  {
    code: 'NOTIFIABLE_INFECTIOUS',
    nameZh: '法定传染病',
    nameEn: 'Notifiable infectious disease',
    law: '传染病防治法 12',
    // Classes 甲, 乙 and 丙 of the law's list, as far as they have codes of their own.
    diagnoses: [
      'A00-A04',
      'A06',
      'A08-A09',
      'A15-A20',
      'A22-A23',
      'A27',
      'A30',
      'A33',
      'A36-A39',
      'A75',
      'A80',
      'A82',
      'A83.0',
      'A90-A91',
      'A98.5',
      'B04-B06',
      'B08.4',
      'B15-B19',
      'B26',
      'B30.3',
      'B50-B55',
      'B65',
      'B67',
      'B74',
      'J09-J11',
      'J65',
      'U04',
      'U07.1',
      'Z22.5',
    ],
    chronicDiseases: ['M001', 'M002'],
    // Drugs against tuberculosis, and against hepatitis B and C.
    chargedItems: ['XJ04A', 'XJ05AF', 'XJ05AP'],
    careTypes: [],
    maternityTypes: [],
    words:
      /病毒性肝炎|乙肝(?!.*(?:疫苗|测定|检测|检查))|丙肝(?!.*(?:测定|检测|检查))|结核(?!.*(?:试验|测定|检测|检查))|麻风/u,
    institutions: /传染病|结核|胸科医院|麻风|公共卫生临床中心/u,
  },
  {
    code: 'TERMINATION_OF_PREGNANCY',
    nameZh: '终止妊娠',
    nameEn: 'Termination of pregnancy',
    law: '基本医疗卫生与健康促进法 92',
    diagnoses: ['O02-O08', 'Z30.3', 'Z64.0'],
    chronicDiseases: [],
    chargedItems: ['XG03XB'],
    careTypes: ['53'],
    maternityTypes: ['5', '6'],
    words: /流产|引产|终止妊娠|米非司酮/u,
    institutions: /计划生育/u,
  },
  {
    code: 'SEXUAL_ASSAULT',
    nameZh: '性侵害',
    nameEn: 'Sexual assault',
    law: '基本医疗卫生与健康促进法 92; 未成年人保护法 103',
    diagnoses: ['T74.2', 'Y05', 'Y07', 'Z04.4', 'Z61.4', 'Z61.5'],
    chronicDiseases: [],
    chargedItems: [],
    careTypes: [],
    maternityTypes: [],
    words: /性侵|强奸|强暴|性虐待/u,
    institutions: null,
  },
];

/** The values of a row that can reveal a disease. Absent values are undefined. */
export interface Telltale {
  readonly diagnosisCode?: string;
  readonly diagnosisName?: string;
  readonly chronicDisease?: string;
  readonly itemCode?: string;
  readonly itemName?: string;
  readonly institution?: string;
  readonly careType?: string;
  readonly maternityType?: string;
}

const CATEGORY = /^[A-Z]\d\d/;

function within(code: string, entry: string): boolean {
  const [from, to] = entry.split('-') as [string, string | undefined];
  const category = code.slice(0, 3);
  return to === undefined ? code.startsWith(from) : category >= from && category <= to;
}

/** Every ICD-10 code in a field, which can hold several with separators. */
const diagnosesIn = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[^A-Z0-9.]+/)
    .filter((code) => CATEGORY.test(code));

const beginsWith = (text: string | undefined, beginnings: readonly string[]): boolean =>
  !!text && beginnings.some((beginning) => text.toUpperCase().startsWith(beginning));

const named = (text: string | undefined, words: RegExp | null): boolean => !!text && !!words?.test(text);

/** The protected disease that a row reveals, or null. */
export function specialCondition(row: Telltale): SpecialCondition | null {
  const diagnoses = diagnosesIn(row.diagnosisCode ?? '');
  const tells = (condition: SpecialCondition) =>
    diagnoses.some((code) => condition.diagnoses.some((entry) => within(code, entry))) ||
    named(row.diagnosisName, condition.words) ||
    beginsWith(row.chronicDisease, condition.chronicDiseases) ||
    beginsWith(row.itemCode, condition.chargedItems) ||
    named(row.itemName, condition.words) ||
    named(row.institution, condition.institutions) ||
    (!!row.careType && condition.careTypes.includes(row.careType.slice(0, 2))) ||
    (!!row.maternityType && condition.maternityTypes.includes(row.maternityType));
  return SPECIAL_CONDITIONS.find(tells) ?? null;
}
