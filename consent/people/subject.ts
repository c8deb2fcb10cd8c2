import { isMistypedNumber } from '../../schema/identity/document-number.js';
import { isBlank } from '../../schema/identity/plain-text.js';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { isGuardianOf } from './guardianship.js';

/** The person or provider that a request or grant is about; neither is set if nobody matched. */
export interface Subject {
  readonly personId?: string | null;
  readonly providerId?: string | null;
}

export type SubjectKind = 'PERSON' | 'PROVIDER';

export interface SubjectInput {
  readonly person?: { certNo: string; name: string } | null;
  readonly provider?: { code: string } | null;
}

/**
 * Finds the subject of a request. A person must match by ID number and name together. If nobody matches, the request is
 * stored all the same and looks like any other, so that it does not reveal who is insured.
 * @param field by which a refusal names the person in the caller’s input
 * @throws Refusal for malformed input, or for an unknown provider
 */
export async function findSubject(
  database: Executor,
  blindIndex: BlindIndex,
  input: SubjectInput,
  kind: SubjectKind,
  field = 'subject.person',
): Promise<Subject> {
  const { person, provider } = input;
  if (!person === !provider)
    throw badInput('subject', {
      en: 'Give exactly one of person and provider.',
      zh: 'person 与 provider 须且只须给出一个。',
    });
  if (kind === 'PERSON' && !person)
    throw badInput('subject', {
      en: 'This purpose is about a person. Give subject.person.',
      zh: '该用途针对个人。请给出 subject.person。',
    });
  if (kind === 'PROVIDER' && !provider)
    throw badInput('subject', {
      en: 'This purpose is about a provider. Give subject.provider.',
      zh: '该用途针对定点医药机构。请给出 subject.provider。',
    });
  return person
    ? { personId: await findNamedPerson(database, blindIndex, person, field) }
    : { providerId: await findProvider(database, provider!.code) };
}

async function findNamedPerson(
  database: Executor,
  blindIndex: BlindIndex,
  { certNo, name }: NonNullable<SubjectInput['person']>,
  field: string,
): Promise<string | null> {
  if (isBlank(certNo) || certNo.length > 50)
    throw badInput(`${field}.certNo`, {
      en: 'Give the number of an identity document.',
      zh: '请给出证件号码。',
    });
  if (isMistypedNumber(certNo))
    throw badInput(`${field}.certNo`, {
      en: 'This is no ID number: its check character or its birth date is wrong. Nothing was looked up.',
      zh: '该号码不是有效的身份证件号码：校验码或出生日期有误。未作任何查询。',
    });
  if (isBlank(name) || name.length > 50)
    throw badInput(`${field}.name`, {
      en: 'Give the name as in the identity document.',
      zh: '请按证件填写姓名。',
    });
  const [row] = await database.query('SELECT assent.find_named_person($1, $2)::text AS id', [
    blindIndex.certNo(certNo),
    blindIndex.certNoWithName(certNo, name),
  ]);
  return (row!.id as string | null) ?? null;
}

async function findProvider(database: Executor, code: string): Promise<string> {
  if (!/^[HP]\d{11}$/.test(code))
    throw badInput('subject.provider.code', {
      en: 'An institution code is H or P and 11 digits.',
      zh: '定点医药机构编码为 H 或 P 加 11 位数字。',
    });
  const [row] = await database.query('SELECT assent.find_provider($1)::text AS id', [code]);
  // The list of designated institutions is public, so the refusal may say that a code is unknown.
  if (row!.id === null)
    refuse('NOT_FOUND', {
      en: 'There is no designated institution of this code. Check the code.',
      zh: '没有使用该编码的定点医药机构。请核对编码。',
    });
  return row!.id as string;
}

/** Returns the internal ids of the providers that a person legally represents. */
export async function representedProviders(database: Executor, personId: string): Promise<string[]> {
  const rows = await database.query('SELECT assent.represented_providers($1)::text AS id', [personId]);
  return rows.map(({ id }) => id as string);
}

/** A provider that a person legally represents, as the public list of designated institutions names it. */
export interface RepresentedProvider {
  readonly providerId: string;
  readonly code: string;
  readonly name: string;
}

export async function representedNames(database: Executor, personId: string): Promise<RepresentedProvider[]> {
  const rows = await database.query(
    'SELECT provider_id::text AS "providerId", code, coalesce(name, code) AS name FROM assent.represented_names($1)',
    [personId],
  );
  return rows as unknown as RepresentedProvider[];
}

/**
 * Whether this person decides for the subject: it is the person, a ward of theirs, or a provider they legally
 * represent.
 */
export async function isOwner(database: Executor, personId: string, subject: Subject): Promise<boolean> {
  if (subject.personId)
    return subject.personId === personId || (await isGuardianOf(database, personId, subject.personId));
  if (!subject.providerId) return false;
  return (await representedProviders(database, personId)).includes(subject.providerId);
}
