import { DeliveryBadge, LevelBadge } from './badges';
import { nameOf } from './item-names';

type Item = Parameters<typeof nameOf>[0] & { readonly code: string; readonly level: number };
type Delivery = Parameters<typeof DeliveryBadge>[0]['delivery'];

/** What is given, item by item, and how. */
export function GrantedItems({ items }: { items: readonly { item: Item; delivery: Delivery }[] }) {
  return (
    <ul className="items">
      {items.map(({ item, delivery }) => (
        <li key={item.code} className="row">
          {nameOf(item)} <LevelBadge level={item.level} /> <DeliveryBadge delivery={delivery} />
        </li>
      ))}
    </ul>
  );
}
