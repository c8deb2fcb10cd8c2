import { writeBenefits, YearlySums } from './benefits.js';
import { dayText, type Period } from './calendar.js';
import type { WriteRow } from './city-files.js';
import { Conditions } from './conditions.js';
import { writeAccount, writeContributions } from './contributions.js';
import { coverOf, writeEnrolments } from './cover.js';
import { writeFilings } from './filings.js';
import type { Institutions } from './institutions.js';
import { someAddress } from './names.js';
import type { Person, Population } from './population.js';
import type { ProviderMonths } from './provider-months.js';
import { Random } from './random.js';
import { MedicalAid, writeCare, writeMaternity } from './special-benefits.js';
import type { Observed } from './testers.js';
import { type Settled, Visits } from './visits.js';

/** Generates the records of one person after the other. */
export class City {
  private readonly visits: Visits;
  private yearly = new YearlySums();
  private aid = new MedicalAid();
  private settlements = 0;
  private special = false;

  constructor(
    private readonly seed: string,
    private readonly period: Period,
    private readonly population: Population,
    institutions: Institutions,
    private readonly providerMonths: ProviderMonths,
    private readonly write: WriteRow,
  ) {
    this.visits = new Visits(institutions, period, write, (settled) => this.add(settled));
  }

  writePerson(person: Person): Observed {
    const { period, write } = this;
    const random = new Random(this.seed, 'life', person.index);
    const cover = coverOf(person, period, random);
    writeIdentity(person, write);
    writeContact(person, this.population, random, write);
    writeEnrolments(person, cover, random, write);
    writeContributions(person, cover, period, random, write);
    writeAccount(person, period, random, write);
    const filed = writeFilings(person, cover, period, random, write);

    this.yearly = new YearlySums();
    this.aid = new MedicalAid();
    this.settlements = 0;
    this.special = filed.special;
    this.visits.writeOf(person, cover, filed.chronic, new Conditions(person, random), random);
    writeBenefits(person, cover, this.yearly, period, random, write);
    this.aid.writeOf(person, cover, write);
    writeCare(person, cover, period, random, write);
    writeMaternity(person, cover, period, random, write);
    return { settlements: this.settlements, special: this.special };
  }

  private add(settled: Settled): void {
    this.settlements++;
    this.special ||= settled.special;
    this.yearly.add(settled);
    this.aid.add(settled.day, settled.bill.maf_pay);
    this.providerMonths.add(settled);
  }
}

function writeIdentity(person: Person, write: WriteRow): void {
  write('basic_identity', {
    psn_no: person.psnNo,
    psn_name: person.name,
    psn_cert_type: '01',
    certno: person.certNo,
    gend: person.male ? '1' : '2',
    brdy: dayText(person.birthDay),
    surv_stas: person.survival,
  });
}

function writeContact(person: Person, population: Population, random: Random, write: WriteRow): void {
  const guardian = person.guardian === null ? null : population.person(person.guardian);
  const relation = guardian ? (random.chance(0.94) ? '1' : '2') : null;
  write('contact', {
    psn_no: person.psnNo,
    mob: person.mobile,
    live_addr: someAddress(guardian?.area ?? person.area, random),
    agnter_name: guardian?.name,
    agnter_rlts: relation,
  });
  if (guardian)
    write('guardianship', {
      psn_no: person.psnNo,
      guardian_psn_no: guardian.psnNo,
      relation,
      source: 'HOUSEHOLD_REGISTER',
      begndate: dayText(person.birthDay),
      enddate: null,
    });
}
