import { i18n } from '@lingui/core';
import { useCatalogue } from './catalogue';

/** The names of all items, by code, in the language of the page. */
export function useItemNames(): (code: string) => string {
  const { data } = useCatalogue();
  const { categories = [], providerCategories = [] } = data?.catalogue ?? {};
  const items = [...categories, ...providerCategories].flatMap((category) => category.items);
  const names = new Map(items.map((item) => [item.code, nameOf(item)]));
  return (code) => names.get(code) ?? code;
}

/** The name in the language of the page. */
export const nameOf = ({ nameZh, nameEn }: { nameZh: string; nameEn: string }): string =>
  i18n.locale === 'en' ? nameEn : nameZh;

/** Several names, as a list in a sentence. */
export const namesOf = (named: readonly { nameZh: string; nameEn: string }[]): string =>
  new Intl.ListFormat(i18n.locale === 'en' ? 'en-GB' : 'zh-CN').format(named.map(nameOf));

/** What the item is, in one plain sentence. */
export const plainOf = ({ plainZh, plainEn }: { plainZh: string; plainEn: string }): string =>
  i18n.locale === 'en' ? plainEn : plainZh;
