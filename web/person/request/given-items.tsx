import { Trans, useLingui } from '@lingui/react/macro';
import { Switch } from 'react-aria-components';
import { AskedItemLine } from '../../ui/asked-item';
import { nameOf } from '../../ui/item-names';
import type { AskedItem, Choosing } from './choice';

/** The items by category. Required ones are locked; each optional one has a switch that starts off. */
export function GivenItems({ request, choice, onChoice }: Choosing) {
  const categories = new Map<string, AskedItem[]>();
  for (const asked of request.items) {
    const { code } = asked.item.category;
    categories.set(code, [...(categories.get(code) ?? []), asked]);
  }
  const set = (code: string, given: boolean) => {
    const optional = new Set(choice.optional);
    if (given) optional.add(code);
    else optional.delete(code);
    onChoice({ ...choice, optional });
  };
  return (
    <>
      {[...categories.values()].map((items) => (
        <section key={items[0]!.item.category.code}>
          <h3>{nameOf(items[0]!.item.category)}</h3>
          <ul className="items">
            {items.map((asked) => (
              <Item
                key={asked.item.code}
                asked={asked}
                given={choice.optional.has(asked.item.code)}
                onGiven={(given) => set(asked.item.code, given)}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Item({
  asked: { item, delivery, required },
  given,
  onGiven,
}: {
  asked: AskedItem;
  given: boolean;
  onGiven: (given: boolean) => void;
}) {
  const { t } = useLingui();
  const name = nameOf(item);
  return (
    <AskedItemLine item={item} delivery={delivery}>
      {required ? (
        <span className="quiet">
          <span aria-hidden>＊</span> <Trans>必需</Trans>
        </span>
      ) : (
        <Switch isSelected={given} onChange={onGiven}>
          <span className="track" aria-hidden />
          {t`提供${name}`}
        </Switch>
      )}
    </AskedItemLine>
  );
}
