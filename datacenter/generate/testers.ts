import type { Institution } from './institutions.js';
import type { Person, Population } from './population.js';

export type Tag =
  | 'ADULT'
  | 'CHILD_UNDER_14'
  | 'CHILD_14_TO_17'
  | 'GUARDIAN'
  | 'DECEASED'
  | 'SPECIAL_DISEASE'
  | 'REPRESENTATIVE';

/** A person as whom a tester can act. Everybody has one tag, so nothing special applies to a person tagged as ordinary. */
export interface Tester {
  readonly psnNo: string;
  readonly certNo: string;
  readonly name: string;
  readonly mobile: string;
  readonly tags: readonly Tag[];
  readonly providerCode: string | null;
  /** The psn_no of the guardian's children among the testers. */
  readonly wards?: readonly string[];
}

export interface Observed {
  readonly settlements: number;
  readonly special: boolean;
}

const TESTERS_MAX = { ADULT: 30, CHILD_UNDER_14: 8, CHILD_14_TO_17: 4, DECEASED: 5, SPECIAL_DISEASE: 8 };
const REPRESENTATIVES = 8;
/** The minimum of records, so that a tester sees something. */
const SETTLEMENTS_MIN = 4;

const tester = (
  { psnNo, certNo, name, mobile }: Person,
  tag: Tag,
  providerCode: string | null = null,
): Tester => ({
  psnNo,
  certNo,
  name,
  mobile,
  tags: [tag],
  providerCode,
});

/** Picks the people for testers while the population is generated. */
export class Testers {
  private readonly found = new Map<Tag, Tester[]>();
  private readonly represent: ReadonlySet<number>;

  constructor(
    private readonly population: Population,
    private readonly institutions: readonly Institution[],
  ) {
    this.represent = new Set(institutions.map(({ representative }) => representative?.index ?? -1));
  }

  observe(person: Person, observed: Observed): void {
    const tag = this.tagOf(person, observed);
    if (tag === null) return;
    const found = this.found.get(tag) ?? [];
    this.found.set(tag, found);
    if (found.length < TESTERS_MAX[tag]) found.push(tester(person, tag));
  }

  /** @param activeMonths the number of active months of an institution, by its index */
  all(activeMonths: ReadonlyMap<number, number>): Tester[] {
    const children = [
      ...(this.found.get('CHILD_UNDER_14') ?? []),
      ...(this.found.get('CHILD_14_TO_17') ?? []),
    ];
    const wardsOf = Map.groupBy(
      children,
      ({ psnNo }) => this.population.person(Number(psnNo.slice(4)) - 1).guardian!,
    );
    return [
      ...(this.found.get('ADULT') ?? []),
      ...children,
      ...[...wardsOf].map(([index, wards]) => ({
        ...tester(this.population.person(index), 'GUARDIAN'),
        wards: wards.map(({ psnNo }) => psnNo),
      })),
      ...(this.found.get('DECEASED') ?? []),
      ...(this.found.get('SPECIAL_DISEASE') ?? []),
      ...this.representatives(activeMonths),
    ];
  }

  private representatives(activeMonths: ReadonlyMap<number, number>): Tester[] {
    return this.institutions
      .filter(({ rank, representative }) => rank === 'PHARMACY' && representative !== null)
      .sort((a, b) => activeMonths.get(b.index)! - activeMonths.get(a.index)!)
      .slice(0, REPRESENTATIVES)
      .map(({ representative, code }) => tester(representative!, 'REPRESENTATIVE', code));
  }

  /** Adds guardians and representatives, who are found by the people they act for. */
  private tagOf(person: Person, { settlements, special }: Observed): keyof typeof TESTERS_MAX | null {
    if (person.survival === '2') return 'DECEASED';
    if (person.standing !== '1' || person.survival !== '1' || settlements === 0) return null;
    // Young enough to be still under 14, or under 18, if tests run a year or two after the generated day.
    if (person.age <= 11 && person.guardian !== null) return 'CHILD_UNDER_14';
    if ((person.age === 14 || person.age === 15) && person.guardian !== null) return 'CHILD_14_TO_17';
    if (person.age < 19 || settlements < SETTLEMENTS_MIN) return null;
    if (this.represent.has(person.index) || this.population.isGuardian(person.index)) return null;
    if (special) return 'SPECIAL_DISEASE';
    return person.specialDisease ? null : 'ADULT';
  }
}
