import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import type { CategoryFragment } from '../../api/gql/graphql';
import { LevelBadge } from '../../ui/badges';
import { useCatalogue } from '../../ui/catalogue';
import { Choices } from '../../ui/choices';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { ActList } from './act-list';
import { BureauPage } from './bureau-page';
import { Propose } from './propose';

type Item = CategoryFragment['items'][number];
const HIGHEST = 3;
const SHOWN_MOST = 20;

/** The levels of all items, and raising some of them. A level is never lowered. */
export function Levels() {
  const { t } = useLingui();
  const [wanted, setWanted] = useState('');
  const [raises, setRaises] = useState<ReadonlyMap<string, number>>(new Map());
  const [isProposed, setProposed] = useState(false);
  const query = useCatalogue();
  const text = wanted.trim().toLowerCase();
  const matches = ({ code, nameZh, nameEn }: Item) =>
    raises.has(code) || [code, nameZh, nameEn].some((one) => one.toLowerCase().includes(text));
  const raise = (code: string, level: number | null) => {
    const next = new Map(raises);
    if (level === null) next.delete(code);
    else next.set(code, level);
    setRaises(next);
  };
  return (
    <BureauPage title={t`信息项的级别`}>
      <p role="status">{isProposed && <Trans>已提议。另一位管理人员确认以前，什么也没有变。</Trans>}</p>
      <ActList state="OPEN" kind="PUBLISH_CATALOGUE" />
      <SearchField className="field" value={wanted} onChange={setWanted}>
        <Label>
          <Trans>找一项（中文、英文或编码）</Trans>
        </Label>
        <Input />
      </SearchField>
      <Loaded query={query}>
        {({ catalogue: { version, categories, providerCategories } }) => {
          const items = [...categories, ...providerCategories].flatMap((category) => category.items);
          const found = items.filter(matches);
          return (
            <>
              <p className="quiet">
                <Trans>第 {version} 版</Trans> · <Plural value={found.length} other="# 项" />
              </p>
              <ul className="items">
                {found.slice(0, SHOWN_MOST).map((item) => (
                  <Line key={item.code} item={item} to={raises.get(item.code) ?? null} onRaise={raise} />
                ))}
              </ul>
              {found.length > SHOWN_MOST && (
                <p className="quiet">
                  <Trans>还有更多，请写得更准一些。</Trans>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
      {raises.size > 0 && (
        <Propose
          act={{ kind: 'PUBLISH_CATALOGUE', raises: [...raises].map(([item, level]) => ({ item, level })) }}
          onProposed={() => {
            setRaises(new Map());
            setProposed(true);
          }}
        />
      )}
    </BureauPage>
  );
}

function Line({
  item,
  to,
  onRaise,
}: {
  item: Item;
  to: number | null;
  onRaise: (code: string, level: number | null) => void;
}) {
  const { t } = useLingui();
  const name = nameOf(item);
  const levels = [2, 3].filter((level) => level > item.level);
  return (
    <li>
      <span className="row">
        <strong>{name}</strong> <LevelBadge level={item.level} /> <span className="digest">{item.code}</span>
        {to === null && item.level < HIGHEST && (
          <Button aria-label={t`提高${name}的级别`} onPress={() => onRaise(item.code, levels[0]!)}>
            <Trans>提高</Trans>
          </Button>
        )}
      </span>
      {to !== null && (
        <span className="row">
          <Choices
            label={t`${name}提高到`}
            options={levels.map(
              (level) => [String(level), <LevelBadge key={level} level={level} />] as const,
            )}
            value={String(to)}
            onChange={(level) => onRaise(item.code, Number(level))}
            inRow
          />
          <Button onPress={() => onRaise(item.code, null)}>
            <Trans>不提高</Trans>
          </Button>
        </span>
      )}
    </li>
  );
}
