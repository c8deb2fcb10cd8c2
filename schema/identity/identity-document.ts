import { canonicalNumber } from './document-number.js';
import { birthDateOf, isBirthDate, isCertNo } from './resident-number.js';

/** Why a number can't be that of a document. The import has the words (datacenter/import/faults.ts). */
export type NumberFault = 'CHECK_CHARACTER' | 'BIRTH_DATE' | 'FORM';

/** How the number of one type of document is read. */
interface DocumentForm {
  /** The canonical forms that such a number may have. */
  readonly form: RegExp;
  /** Which of them hold a birth date, the sex and a check character, as a citizen's number does (GB 11643). */
  readonly resident?: RegExp;
}

const RESIDENT = /^\d{17}[\dX]$/;
/** A document about which nothing is laid down but that its number can be written. */
const ANY: DocumentForm = { form: /^[\p{L}\p{N}]{2,50}$/u };

/** The forms by type of document, a code of the table psn_cert_type (schema/codes/identity.ts). */
const FORMS: Readonly<Record<string, DocumentForm>> = {
  '01': { form: RESIDENT, resident: RESIDENT },
  '04': { form: /^[A-Z]{1,2}\d{6,10}$/ },
  '05': { form: /^[A-Z]{1,2}\d{6,10}$/ },
  '06': { form: /^(?:\d{8}|\d{10}|\d{8}[A-Z0-9]{1,3}|[A-Z]\d{8,11})$/ },
  // Until 2023 the country's three letters and twelve digits; since then a 9 and the form of a citizen's number.
  '07': { form: /^(?:[A-Z]{3}\d{12}|9\d{16}[\dX])$/, resident: /^9\d{16}[\dX]$/ },
  '08': { form: /^[A-Z0-9]{5,20}$/ },
  // A citizen's number, then the kind and the degree of the disability, and perhaps a reissue.
  '09': { form: /^\d{17}[\dX]\d{2}(?:B\d)?$/, resident: /^\d{17}[\dX](?=\d{2})/ },
  '16': { form: /^[A-Z]{1,2}\d{7,8}$/ },
  '17': { form: /^8[123]0000\d{11}[\dX]$/, resident: RESIDENT },
  '91': { form: /^[A-Z]\d{9}$/ },
};

/** The type of document that is meant where none is told. */
export const RESIDENT_ID = '01';

/** The type may be any text of a file. */
const formOf = (type: string): DocumentForm | undefined => {
  const code = type || RESIDENT_ID;
  return Object.hasOwn(FORMS, code) ? FORMS[code] : undefined;
};

/** The part of a number that holds birth date, sex and check character; null if this document's number holds none. */
export function residentNumberOf(type: string, number: string): string | null {
  return formOf(type)?.resident?.exec(canonicalNumber(number))?.[0] ?? null;
}

/**
 * Why this can't be the number of a document of this type; null if it can.
 * @param today nobody is born later, YYYY-MM-DD
 */
export function numberFault(type: string, number: string, today?: string): NumberFault | null {
  const { form, resident } = formOf(type) ?? ANY;
  const canonical = canonicalNumber(number);
  const citizen = resident?.exec(canonical)?.[0];
  if (citizen !== undefined && !isCertNo(citizen)) return 'CHECK_CHARACTER';
  if (citizen !== undefined && !isBirthDate(birthDateOf(citizen), today)) return 'BIRTH_DATE';
  return form.test(canonical) ? null : 'FORM';
}

/** The type that a number without one is read as: a citizen's if it has that form, else another's. */
export const typeByForm = (number: string): string =>
  RESIDENT.test(canonicalNumber(number)) || /^\d+$/.test(canonicalNumber(number)) ? RESIDENT_ID : '99';
