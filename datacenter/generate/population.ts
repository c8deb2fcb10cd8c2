import { checkCharacter } from '../../schema/identity/resident-number.js';
import { type Day, dayText } from './calendar.js';
import { mobileOf } from './names.js';
import { type Traits, traitsOf } from './person.js';
import { Random } from './random.js';

/** The code 379900 is not assigned to any division, so no real person can have one of these ID numbers. */
const DIVISION = '379900';
const SERIALS_PER_DAY_AND_SEX = 500;
/** Coprime to 500, so that the serial numbers of one birthday are scattered. */
const SCATTER = 137;
const GUARDIAN_TRIES = 200;

export interface Person extends Traits {
  readonly index: number;
  readonly psnNo: string;
  readonly name: string;
  readonly certNo: string;
  readonly mobile: string;
  /** The guardian of a child under 18. */
  readonly guardian: number | null;
}

/**
 * Everybody in the city. A person is computed from the seed on demand. Only two bytes per person are kept, because no two
 * people with one birthday may share a serial number, and one bit that says who is a guardian.
 */
export class Population {
  private readonly serials: Uint16Array;
  private readonly guardians: Uint8Array;

  constructor(
    readonly size: number,
    private readonly seed: string,
    readonly today: Day,
  ) {
    this.serials = new Uint16Array(size);
    this.guardians = new Uint8Array(Math.ceil(size / 8));
    const born = new Map<number, number>();
    for (let index = 0; index < size; index++) {
      const traits = this.traits(index);
      const dayAndSex = traits.birthDay * 2 + (traits.male ? 1 : 0);
      const before = born.get(dayAndSex) ?? 0;
      if (before >= SERIALS_PER_DAY_AND_SEX)
        throw new Error('More people than identity numbers can tell apart.');
      born.set(dayAndSex, before + 1);
      this.serials[index] = (before * SCATTER + Math.abs(traits.birthDay)) % SERIALS_PER_DAY_AND_SEX;
      const guardian = this.guardianOf(index, traits);
      if (guardian !== null) this.guardians[guardian >> 3]! |= 1 << (guardian & 7);
    }
  }

  person(index: number): Person {
    const traits = this.traits(index);
    const guardian = this.guardianOf(index, traits);
    const surname = guardian === null ? traits.surname : this.traits(guardian).surname;
    return {
      ...traits,
      index,
      surname,
      name: surname + traits.givenName,
      psnNo: `3706${String(index + 1).padStart(12, '0')}`,
      certNo: this.certNo(index, traits),
      // From 14 on children sign in by themselves.
      mobile: mobileOf(guardian !== null && traits.age < 14 ? guardian : index),
      guardian,
    };
  }

  isGuardian = (index: number): boolean => (this.guardians[index >> 3]! & (1 << (index & 7))) !== 0;

  /** Draws an adult who is alive and insured, as guardians and legal representatives are. */
  someAdult(random: Random, suits: (traits: Traits) => boolean = () => true): number | null {
    for (let tries = 0; tries < GUARDIAN_TRIES; tries++) {
      const index = Math.floor(random.next() * this.size);
      const traits = this.traits(index);
      if (traits.age >= 20 && traits.standing === '1' && traits.survival === '1' && suits(traits))
        return index;
    }
    return null;
  }

  private traits(index: number): Traits {
    return traitsOf(this.seed, index, this.today);
  }

  private guardianOf(index: number, child: Traits): number | null {
    if (child.age >= 18) return null;
    return this.someAdult(new Random(this.seed, 'guardian', index), ({ age }) => {
      const older = age - child.age;
      return older >= 20 && older <= 42;
    });
  }

  private certNo(index: number, { birthDay, male }: Traits): string {
    const serial = this.serials[index]! * 2 + (male ? 1 : 0);
    const number = DIVISION + dayText(birthDay).replaceAll('-', '') + String(serial).padStart(3, '0');
    return number + checkCharacter(number);
  }
}
