import { queryOn } from '../../../consent/database/transaction.js';
import type { Ward } from '../../../consent/people/guardianship.js';
import type { RepresentedProvider, Subject } from '../../../consent/people/subject.js';
import type { Context } from '../common/context.js';

/** Labels that a request has opened, once in an operation however often it asks. */
const opened = new WeakMap<Context['loaders'], Promise<ReadonlyMap<string, string>>>();

/** What the pages call this person or a ward of the reader's. */
export async function labelOf(context: Context, readerId: string, personId: string): Promise<string> {
  const { em, loaders, services } = context;
  const reading = opened.get(loaders) ?? services.labels.of(queryOn(em), readerId);
  opened.set(loaders, reading);
  return (await reading).get(personId) ?? '**';
}

/** A ward by the id that this guardian has for them; null for anybody else. */
export async function wardById(
  { loaders, services }: Context,
  guardianId: string,
  id: string,
): Promise<Ward | null> {
  const wards = await loaders.wards.load(guardianId);
  return wards.find(({ personId }) => services.labels.wardId(guardianId, personId) === id) ?? null;
}

/** A provider that this person legally represents; null for any other. */
export async function representedByCode(
  { loaders }: Context,
  personId: string,
  code: string,
): Promise<RepresentedProvider | null> {
  const providers = await loaders.represented.load(personId);
  return providers.find((provider) => provider.code === code) ?? null;
}

/** As whom the caller decides on this subject; null for whoever decides nothing, as a recipient or an employee. */
export async function aboutOf(context: Context, subject: Subject) {
  const { caller, loaders } = context;
  if (caller.kind !== 'PERSON') return null;
  const { personId } = caller;
  const nobody = { ward: null, providerCode: null };
  if (subject.personId === personId)
    return { ...nobody, kind: 'SELF', label: await labelOf(context, personId, personId) };
  if (subject.personId) {
    const ward = (await loaders.wards.load(personId)).find((one) => one.personId === subject.personId);
    return ward
      ? { ...nobody, kind: 'WARD', label: await labelOf(context, personId, ward.personId), ward }
      : null;
  }
  const providers = await loaders.represented.load(personId);
  const provider = providers.find(({ providerId }) => providerId === subject.providerId);
  return provider ? { ...nobody, kind: 'PROVIDER', label: provider.name, providerCode: provider.code } : null;
}
