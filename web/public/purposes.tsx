import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type Delivery, PurposesDocument } from '../api/gql/graphql';
import { run } from '../api/transport';
import { DeliveryBadge } from '../ui/badges';
import { nameOf, useItemNames } from '../ui/item-names';
import { Loaded } from '../ui/loading';
import { Page } from '../ui/page';

/** 用途: for what data may be asked, and the most that may be asked for each. */
export default function Purposes() {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: ['purposes'],
    queryFn: () => run(PurposesDocument, {}),
    staleTime: Infinity,
  });
  return (
    <Page title={t`用途`}>
      <p>
        <Trans>机构只能为这里列出的用途申请，每种用途最多能要哪些项，是固定的。</Trans>
      </p>
      <Loaded query={query}>
        {({ purposes }) => (
          <ul className="cards">
            {purposes.map((purpose) => (
              <li key={purpose.code} className="card">
                <h2>{nameOf(purpose)}</h2>
                {purpose.lookbackMonths != null && (
                  <p>
                    <Plural value={purpose.lookbackMonths} other="最多看最近 # 个月的记录" />
                  </p>
                )}
                <PurposeItems title={t`必需`} items={purpose.requiredItems} />
                <PurposeItems title={t`可不给`} items={purpose.optionalItems} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}

function PurposeItems({
  title,
  items,
}: {
  title: string;
  items: readonly { item: string; delivery: Delivery }[];
}) {
  const name = useItemNames();
  if (items.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {items.map(({ item, delivery }) => (
          <li key={item} className="row">
            {name(item)} <DeliveryBadge delivery={delivery} />
          </li>
        ))}
      </ul>
    </>
  );
}
