import type { Person } from './population.js';
import { type Random, Weighted } from './random.js';

export interface Diagnosis {
  readonly code: string;
  readonly name: string;
  /** On the list of specially protected diseases. */
  readonly special: boolean;
}

const weighted = (special: boolean, entries: readonly (readonly [string, string, number])[]) =>
  new Weighted(entries.map(([code, name, weight]) => [{ code, name, special }, weight] as const));

const ADULT = weighted(false, [
  ['I10.x00x002', '高血压', 18],
  ['E11.900', '2型糖尿病', 11],
  ['I25.103', '冠状动脉粥样硬化性心脏病', 9],
  ['J06.900', '急性上呼吸道感染', 16],
  ['J20.900', '急性支气管炎', 7],
  ['K29.500', '慢性胃炎', 8],
  ['M51.202', '腰椎间盘突出', 7],
  ['M17.900', '膝骨关节病', 5],
  ['I63.900', '脑梗死', 4],
  ['K02.900', '龋齿', 4],
  ['N20.000', '肾结石', 2],
  ['H25.900', '老年性白内障', 2],
  ['J44.900', '慢性阻塞性肺疾病', 2],
  ['S82.800', '踝部骨折', 2],
  ['C34.900', '肺恶性肿瘤', 2],
  ['K80.200', '胆囊结石', 1],
]);
const CHILD = weighted(false, [
  ['J06.900', '急性上呼吸道感染', 40],
  ['J20.900', '急性支气管炎', 18],
  ['J18.900', '肺炎', 12],
  ['K52.900', '胃肠炎', 10],
  ['K02.900', '龋齿', 8],
  ['L20.900', '特应性皮炎', 7],
  ['H52.100', '近视', 5],
]);
const SPECIAL = weighted(true, [
  ['F32.900', '抑郁发作', 30],
  ['F41.100', '广泛性焦虑障碍', 25],
  ['F20.900', '精神分裂症', 8],
  ['B18.107', '慢性乙型病毒性肝炎', 20],
  ['A16.200', '肺结核', 6],
  ['A53.900', '梅毒', 6],
  ['B24.x00x001', '艾滋病', 3],
  ['Z21.x00', '无症状人类免疫缺陷病毒感染状态', 2],
]);

/** The shares of visits that are for a protected disease. With 3 % of people ill, 2 % of the diagnosed rows reveal one. */
const PROTECTED_SHARE_OF_THE_ILL = 0.5;
const PROTECTED_SHARE_OF_OTHERS = 0.005;

/** Draws the diagnosis of each visit; a person's protected disease is always the same. */
export class Conditions {
  private readonly protectedDisease: Diagnosis;
  private readonly protectedShare: number;
  private readonly usual: Weighted<Diagnosis>;

  constructor(person: Person, random: Random) {
    this.protectedDisease = SPECIAL.pick(random);
    this.protectedShare = person.specialDisease ? PROTECTED_SHARE_OF_THE_ILL : PROTECTED_SHARE_OF_OTHERS;
    this.usual = person.age < 14 ? CHILD : ADULT;
  }

  diagnose(random: Random): Diagnosis {
    return random.chance(this.protectedShare) ? this.protectedDisease : this.usual.pick(random);
  }
}
