import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { isGuardianOf } from './guardianship.js';

/** Whom a request or grant is about: one of the two is set, or neither where nobody matched. */
export interface Subject {
  readonly personId?: string | null;
  readonly providerId?: string | null;
}

export interface SubjectInput {
  readonly person?: { certNo: string; name: string } | null;
  readonly provider?: { code: string } | null;
}

/**
 * Finds whom a request is about. A person is found by number and name together; when nobody matches, nothing
 * tells: the request is kept and looks like any other.
 */
export async function findSubject(
  database: Executor,
  blindIndex: BlindIndex,
  input: SubjectInput,
  kind: 'PERSON' | 'PROVIDER',
): Promise<Subject> {
  const { person, provider } = input;
  if (!person === !provider) throw badInput('subject', 'Give exactly one of person and provider.');
  if (kind === 'PERSON' && !person) throw badInput('subject', 'This purpose is about a person.');
  if (kind === 'PROVIDER' && !provider) throw badInput('subject', 'This purpose is about a provider.');
  if (person) {
    if (!person.certNo.trim() || person.certNo.length > 50)
      throw badInput('subject.person.certNo', 'Give the number of an identity document.');
    if (!person.name.trim() || person.name.length > 50)
      throw badInput('subject.person.name', 'Give the name as in the identity document.');
    const [row] = await database.query('SELECT assent.find_named_person($1, $2)::text AS id', [
      blindIndex.certNo(person.certNo),
      blindIndex.certNoWithName(person.certNo, person.name),
    ]);
    return { personId: (row!.id as string | null) ?? null };
  }
  if (!/^[HP]\d{11}$/.test(provider!.code))
    throw badInput('subject.provider.code', 'An institution code is H or P and 11 digits.');
  const [row] = await database.query('SELECT assent.find_provider($1)::text AS id', [provider!.code]);
  // The list of designated institutions is public, so an unknown code may be told.
  if (row!.id === null) refuse('NOT_FOUND', 'There is no designated institution of this code.');
  return { providerId: row!.id as string };
}

/** Providers that a person legally represents, as internal numbers. */
export async function representedProviders(database: Executor, personId: string): Promise<string[]> {
  const rows = await database.query('SELECT assent.represented_providers($1)::text AS id', [personId]);
  return rows.map(({ id }) => id as string);
}

/** Whether this person decides about this subject: themselves, a ward of theirs, or a provider they legally represent. */
export async function isOwner(database: Executor, personId: string, subject: Subject): Promise<boolean> {
  if (subject.personId)
    return subject.personId === personId || (await isGuardianOf(database, personId, subject.personId));
  if (!subject.providerId) return false;
  return (await representedProviders(database, personId)).includes(subject.providerId);
}
