import { authorities } from './authorities.js';
import { insurance } from './insurance.js';
import { lending } from './lending.js';
import { people } from './people.js';
import type { Purpose } from './purpose.js';

export const purposes: readonly Purpose[] = Object.freeze(
  [...insurance, ...lending, ...people, ...authorities].map((purpose) => Object.freeze(purpose)),
);

const byCode = new Map(purposes.map((purpose) => [purpose.code, purpose]));

export const findPurpose = (code: string): Purpose | undefined => byCode.get(code);

/** Finds the purpose of a code from the database. An unknown code is a bug. */
export function purposeOf(code: string): Purpose {
  const purpose = byCode.get(code);
  if (!purpose) throw new Error(`There is no purpose ${code}.`);
  return purpose;
}
