import type { Counter } from '../../clients/counter.js';
import type { Person, PersonClient } from '../../clients/person-client.js';
import type { RecipientClient } from '../../clients/recipient-client.js';
import type { StaffClient } from '../../clients/staff-client.js';
import type { Narrator } from '../narrator.js';

/** Who plays in the story of a consent, each as a client of its own. */
export interface Cast {
  readonly narrator: Narrator;
  readonly person: PersonClient;
  /** Legal representative of a pharmacy (医药机构法定代表人). */
  readonly representative: PersonClient;
  readonly insurer: RecipientClient;
  readonly otherInsurer: RecipientClient;
  readonly bank: RecipientClient;
}

/** The same with those who meet at the counter. */
export interface CounterCast extends Cast {
  /** Somebody who comes to the counter. */
  readonly elder: PersonClient;
  readonly counter: Counter;
  readonly clerk: StaffClient;
  readonly reviewer: StaffClient;
  readonly otherReviewer: StaffClient;
}

/** The same with families. */
export interface FamilyCast extends CounterCast {
  /** A child under 14 and one from 14 to 17, each with a guardian (监护人). */
  readonly families: () => { readonly small: Family; readonly big: Family };
  /** Somebody whose relative (近亲属) has died. */
  readonly relative: PersonClient;
  readonly deceased: Person;
}

export interface Family {
  readonly child: PersonClient;
  readonly guardian: PersonClient;
}
