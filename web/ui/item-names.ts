import { i18n } from '@lingui/core';
import { useCatalogue } from './catalogue';

function useCategories() {
  const { data } = useCatalogue();
  const { categories = [], providerCategories = [] } = data?.catalogue ?? {};
  return [...categories, ...providerCategories];
}

const useItems = () => useCategories().flatMap((category) => category.items);

/** The names of all items and categories, by code, in the language of the page. */
export function useItemNames(): (code: string) => string {
  const categories = useCategories();
  const named = [...categories, ...categories.flatMap(({ items }) => items)];
  const names = new Map(named.map((one) => [one.code, nameOf(one)]));
  return (code) => names.get(code) ?? code;
}

/** What a value of an item means, in the language of the page; undefined for an item without a code table. */
export function useCodeLabels(): (item: string, value: unknown) => string | undefined {
  const labels = new Map(
    useItems().flatMap(({ code: item, codes }) =>
      codes.map(({ code, labelZh, labelEn }) => [
        `${item} ${code}`,
        i18n.locale === 'en' ? labelEn : labelZh,
      ]),
    ),
  );
  return (item, value) => labels.get(`${item} ${value}`);
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
