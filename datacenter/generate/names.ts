import { type Random, Weighted } from './random.js';

/** A division of the city with its streets; the weight is its share of inhabitants. */
export interface Area {
  readonly code: string;
  readonly name: string;
  readonly streets: readonly string[];
}

const area = (code: string, name: string, weight: number, streets: string): [Area, number] => [
  { code, name, streets: streets.split(' ') },
  weight,
];

const AREAS: readonly [Area, number][] = [
  area('370602', '芝罘区', 17, '向阳街道 东山街道 毓璜顶街道 幸福街道 世回尧街道'),
  area('370611', '福山区', 9, '清洋街道 福新街道 古现街道 门楼街道'),
  area('370612', '牟平区', 7, '宁海街道 文化街道 养马岛街道 观水镇'),
  area('370613', '莱山区', 8, '黄海路街道 初家街道 滨海路街道 院格庄街道'),
  area('370614', '蓬莱区', 7, '登州街道 紫荆山街道 新港街道 大柳行镇'),
  area('370681', '龙口市', 10, '东莱街道 龙港街道 新嘉街道 诸由观镇'),
  area('370682', '莱阳市', 13, '城厢街道 古柳街道 龙旺庄街道 姜疃镇'),
  area('370683', '莱州市', 13, '文昌路街道 永安路街道 三山岛街道 沙河镇'),
  area('370685', '招远市', 8, '罗峰街道 泉山街道 梦芝街道 玲珑镇'),
  area('370686', '栖霞市', 8, '翠屏街道 庄园街道 松山街道 桃村镇'),
  area('370687', '海阳市', 9, '方圆街道 东村街道 凤城街道 徐家店镇'),
];
export const areas: readonly Area[] = AREAS.map(([each]) => each);
const inhabited = new Weighted(AREAS);

export const someArea = (random: Random): Area => inhabited.pick(random);

export const someAddress = ({ name, streets }: Area, random: Random): string =>
  `山东省烟台市${name}${random.pick(streets)}合成路${random.between(1, 320)}号${random.between(1, 40)}-${random.between(101, 2404)}`;

const surnames = new Weighted(
  (
    [
      ['王', 95],
      ['张', 80],
      ['李', 78],
      ['刘', 62],
      ['孙', 48],
      ['于', 40],
      ['姜', 30],
      ['宋', 28],
      ['杨', 26],
      ['徐', 24],
      ['曲', 22],
      ['赵', 22],
      ['林', 20],
      ['陈', 20],
      ['高', 16],
      ['吕', 16],
      ['周', 14],
      ['战', 8],
      ['衣', 8],
      ['初', 8],
      ['慕', 6],
      ['慈', 5],
      ['迟', 5],
      ['綦', 3],
      ['欧阳', 1],
    ] as const
  ).map((entry) => entry),
);
const MALE = '伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林'.split('');
const FEMALE = '芳娜敏静丽艳娟霞秀燕玲桂红英慧莉颖琳倩雪梅莹婷蕾薇洁琪瑶悦蓉'.split('');
const EITHER = '文晓建春海国玉志新金嘉子雨一思佳永庆世东'.split('');

export const someSurname = (random: Random): string => surnames.pick(random);

export function someGivenName(male: boolean, random: Random): string {
  const last = random.pick(male ? MALE : FEMALE);
  return random.chance(0.25) ? last : random.pick(EITHER) + last;
}

const EMPLOYER_STEMS = '海韵 山海 北极星 晨光 金果 蓝湾 东方红 新港 仙境 葡萄湾 合丰 同泰'.split(' ');
const EMPLOYER_TRADES = '机械制造 水产食品 葡萄酿酒 果蔬贸易 电子科技 物流运输 建筑安装 纺织服装'.split(' ');

export const someEmployer = (random: Random): string =>
  `烟台合成${random.pick(EMPLOYER_STEMS)}${random.pick(EMPLOYER_TRADES)}有限公司`;

export const someOffice = (place: Area, random: Random): string =>
  `${place.name}合成${random.pick(['统计', '档案', '园林', '水务', '文化', '交通'])}服务中心`;

/** A mobile number in the range 199, unique for each index; neighbouring indexes get dissimilar numbers. */
export const mobileOf = (index: number): string =>
  `199${String((index * 61_803_399 + 20_261_031) % 100_000_000).padStart(8, '0')}`;
