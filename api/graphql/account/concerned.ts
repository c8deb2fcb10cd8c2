import type { ListFilter } from '../../../consent/database/keyset-list.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import type { Context } from '../common/context.js';
import { ownedBy } from '../common/page-args.js';
import type { AboutInput } from './about-input.js';
import { representedByCode, wardById } from './acting.js';

/**
 * The filter for the rows of a list about somebody for whom this person acts.
 * @throws Refusal NOT_FOUND where the person does not act for them, or does so no more
 */
export async function concerned(
  context: Context,
  personId: string,
  about: AboutInput | null | undefined,
): Promise<ListFilter> {
  if (!about) return ownedBy(context, personId);
  if (about.kind === 'SELF') return { owner: { personId, providerIds: [] } };
  const owner =
    about.kind === 'WARD'
      ? await wardOf(context, personId, about)
      : await providerOf(context, personId, about);
  return owner
    ? { owner }
    : refuse('NOT_FOUND', {
        en: 'You do not act for them, or not any more. Look at me.wards and me.represented.',
        zh: '您不代他们办理，或已不再代办。请查看 me.wards 和 me.represented。',
      });
}

async function wardOf(context: Context, personId: string, { ward: id }: AboutInput) {
  const ward = id == null ? null : await wardById(context, personId, id);
  return ward && { personId: ward.personId, providerIds: [] };
}

async function providerOf(context: Context, personId: string, { provider: code }: AboutInput) {
  const provider = code == null ? null : await representedByCode(context, personId, code);
  return provider && { personId: null, providerIds: [provider.providerId] };
}
