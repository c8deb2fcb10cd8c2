import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import type { CategoryFragment } from '../api/gql/graphql';
import { LevelBadge } from '../ui/badges';
import { useCatalogue } from '../ui/catalogue';
import { nameOf, plainOf } from '../ui/item-names';
import { Loaded } from '../ui/loading';
import { Page } from '../ui/page';

/** 数据目录: every item that anybody could ask for, by category, searchable in both languages. */
export default function Catalogue() {
  const { t } = useLingui();
  const [wanted, setWanted] = useState('');
  const query = useCatalogue();
  const matches = (item: CategoryFragment['items'][number]) =>
    [item.code, item.nameZh, item.nameEn, item.plainZh, item.plainEn].some((text) =>
      text.toLowerCase().includes(wanted.trim().toLowerCase()),
    );
  return (
    <Page title={t`数据目录`}>
      <p>
        <Trans>医保个人数据一共分几类、有哪些项，每项多敏感。只有列在这里的项才可能被申请。</Trans>
      </p>
      <SearchField className="field" value={wanted} onChange={setWanted}>
        <Label>
          <Trans>找一项（中文、英文或编码）</Trans>
        </Label>
        <Input />
      </SearchField>
      <Loaded query={query}>
        {({ catalogue }) => (
          <>
            <p className="quiet">
              <Trans>第 {catalogue.version} 版</Trans>
            </p>
            {catalogue.categories
              .map((category) => ({ ...category, items: category.items.filter(matches) }))
              .filter(({ items }) => items.length > 0)
              .map((category) => (
                <section key={category.code}>
                  <h2>{nameOf(category)}</h2>
                  <p className="quiet">
                    <Plural value={category.items.length} other="# 项" />
                  </p>
                  <ul className="items">
                    {category.items.map((item) => (
                      <li key={item.code}>
                        <span className="row">
                          <strong>{nameOf(item)}</strong> <LevelBadge level={item.level} />
                        </span>
                        <span>{plainOf(item)}</span>
                        {item.maskedExample != null && (
                          <span className="quiet">
                            <Trans>遮盖后的样子（例）：{item.maskedExample}</Trans>
                          </span>
                        )}
                        <span className="quiet">{item.code}</span>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
          </>
        )}
      </Loaded>
    </Page>
  );
}
