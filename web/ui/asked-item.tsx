import type { ReactNode } from 'react';
import { DeliveryBadge, LevelBadge } from './badges';
import { nameOf, plainOf } from './item-names';

/** What pages show of an item that is asked for. */
interface ShownItem {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly level: Parameters<typeof LevelBadge>[0]['level'];
  readonly plainZh?: string;
  readonly plainEn?: string;
}

/** One item that is asked for: its name, level and delivery, what it is in plain words, and what can be chosen of it. */
export function AskedItemLine({
  item,
  delivery,
  children,
}: {
  item: ShownItem;
  delivery: Parameters<typeof DeliveryBadge>[0]['delivery'];
  children: ReactNode;
}) {
  const { plainZh, plainEn } = item;
  return (
    <li>
      <span className="row spread">
        <strong>{nameOf(item)}</strong>
        <span className="row">
          <LevelBadge level={item.level} />
          <DeliveryBadge delivery={delivery} />
        </span>
      </span>
      {plainZh !== undefined && plainEn !== undefined && (
        <span className="quiet">{plainOf({ plainZh, plainEn })}</span>
      )}
      {children}
    </li>
  );
}
