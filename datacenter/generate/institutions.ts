import { type Area, areas, someArea } from './names.js';
import type { Person, Population } from './population.js';
import { Random, Weighted } from './random.js';

export type Rank = 'TERTIARY' | 'SECONDARY' | 'PRIMARY' | 'PHARMACY';

export interface Institution {
  /** The position among the city's own institutions; -1 for one outside the city, which has no files. */
  readonly index: number;
  readonly code: string;
  readonly name: string;
  readonly rank: Rank;
  /** Code of the table hosp_lv. */
  readonly grade: string;
  readonly area: Area;
  readonly representative: Person | null;
}

/** About 960 hospitals and clinics and 2,500 pharmacies for 6.37 million people. */
const PEOPLE_PER_HOSPITAL = 6_370_000 / 960;
const PEOPLE_PER_PHARMACY = 6_370_000 / 2_500;
const FEWEST_HOSPITALS = 12;
const FEWEST_PHARMACIES = 25;
const AT_HOME = 0.7;

const CLINICS = '仁心 康宁 同济 惠民 春雨 博爱 安和 杏林'.split(' ');
const PHARMACIES = '百草 福寿 益康 平安 众生 仁和 海康 金桥'.split(' ');
const GRADES: Record<Rank, readonly string[]> = {
  TERTIARY: ['02', '02', '03'],
  SECONDARY: ['05', '05', '06'],
  PRIMARY: ['08', '09', '10', '11'],
  PHARMACY: ['11'],
};

const elsewhere = (code: string, name: string): Institution => ({
  index: -1,
  code,
  name,
  rank: 'TERTIARY',
  grade: '02',
  area: areas[0]!,
  representative: null,
});
const OUTSIDE_CITY: readonly Institution[] = [
  elsewhere('H37990099001', '济南合成省立医院'),
  elsewhere('H37990099002', '青岛合成大学附属医院'),
  elsewhere('H37990099003', '北京合成协和医院'),
  elsewhere('H37990099004', '上海合成华山医院'),
];

const hospitalRank = (index: number, count: number): Rank => {
  if (index < Math.max(2, count * 0.04)) return 'TERTIARY';
  return index < Math.max(5, count * 0.16) ? 'SECONDARY' : 'PRIMARY';
};

function fileNameOf(rank: Rank, area: Area, index: number, random: Random): string {
  const number = index + 1;
  switch (rank) {
    case 'TERTIARY':
      return `烟台合成第${number}人民医院`;
    case 'SECONDARY':
      return `${area.name}合成第${number}中心医院`;
    case 'PRIMARY':
      return random.chance(0.5)
        ? `${area.name}合成${random.pick(area.streets)}第${number}卫生服务中心`
        : `${area.name}合成${random.pick(CLINICS)}第${number}诊所`;
    case 'PHARMACY':
      return `${area.name}合成${random.pick(PHARMACIES)}大药房第${number}店`;
  }
}

/** The city's hospitals, clinics and pharmacies, and which one a person visits. */
export class Institutions {
  readonly all: readonly Institution[];
  private readonly choices = new Map<string, Weighted<Institution>>();

  constructor(population: Population, seed: string) {
    const random = new Random(seed, 'institutions');
    const hospitals = Math.max(FEWEST_HOSPITALS, Math.round(population.size / PEOPLE_PER_HOSPITAL));
    const pharmacies = Math.max(FEWEST_PHARMACIES, Math.round(population.size / PEOPLE_PER_PHARMACY));
    this.all = Array.from({ length: hospitals + pharmacies }, (_, index) => {
      const rank = index < hospitals ? hospitalRank(index, hospitals) : 'PHARMACY';
      const serial = rank === 'PHARMACY' ? index - hospitals : index;
      const area = rank === 'TERTIARY' ? areas[index % 2 === 0 ? 0 : 3]! : someArea(random);
      const representative = population.someAdult(random, (traits) => !traits.specialDisease);
      return {
        index,
        code: `${rank === 'PHARMACY' ? 'P' : 'H'}379900${String(serial + 1).padStart(5, '0')}`,
        name: fileNameOf(rank, area, serial, random),
        rank,
        grade: random.pick(GRADES[rank]),
        area,
        representative: representative === null ? null : population.person(representative),
      };
    });
    for (const rank of ['TERTIARY', 'SECONDARY', 'PRIMARY', 'PHARMACY'] as const) {
      const ranked = this.all.filter((each) => each.rank === rank);
      this.offer(rank, ranked);
      for (const area of areas)
        this.offer(
          rank + area.code,
          ranked.filter((each) => each.area === area),
        );
    }
  }

  /** Draws an institution, mostly near the person's home; large ones are drawn more often than small ones. */
  choose(rank: Rank, home: Area, random: Random): Institution {
    const near = random.chance(AT_HOME) ? this.choices.get(rank + home.code) : undefined;
    return (near ?? this.choices.get(rank)!).pick(random);
  }

  static outsideCity(random: Random): Institution {
    return random.pick(OUTSIDE_CITY);
  }

  private offer(key: string, institutions: readonly Institution[]): void {
    if (institutions.length === 0) return;
    this.choices.set(key, new Weighted(institutions.map((each, at) => [each, (at + 1) ** -0.8])));
  }
}
