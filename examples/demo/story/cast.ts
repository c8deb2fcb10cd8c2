import type { Counter } from '../../clients/counter.js';
import type { Person, PersonClient } from '../../clients/person-client.js';
import type { RecipientClient } from '../../clients/recipient-client.js';
import type { StaffClient } from '../../clients/staff-client.js';
import type { Narrator } from '../narrator.js';

/** The actors of the story of a consent, each with its own client. */
export interface Cast {
  readonly narrator: Narrator;
  readonly person: PersonClient;
  /** The legal representative of a pharmacy (医药机构法定代表人). */
  readonly representative: PersonClient;
  readonly insurer: RecipientClient;
  readonly otherInsurer: RecipientClient;
  readonly bank: RecipientClient;
}

/** The same, and the actors at the counter. */
export interface CounterCast extends Cast {
  /** The person who comes to the counter. */
  readonly elder: PersonClient;
  readonly counter: Counter;
  readonly clerk: StaffClient;
  readonly reviewer: StaffClient;
  readonly otherReviewer: StaffClient;
}

/** The same, and the actors of the families. */
export interface FamilyCast extends CounterCast {
  /** A child under 14 and one from 14 to 17, each with a guardian (监护人). */
  readonly families: () => { readonly small: Family; readonly big: Family };
  /** A person whose near relative (近亲属) has died. */
  readonly relative: PersonClient;
  readonly deceased: Person;
}

export interface Family {
  readonly child: PersonClient;
  readonly guardian: PersonClient;
}
