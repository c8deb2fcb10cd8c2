import { Plural, Trans } from '@lingui/react/macro';
import type { GivenTermsFragment, GrantCardFragment, Strength } from '../../api/gql/graphql';
import { GrantedItems } from '../../ui/granted-items';
import { nameOf } from '../../ui/item-names';
import { stronger } from '../../ui/strength';
import { Moment } from '../../ui/time';

/** The terms of a grant that is there, and what it gives. */
export function GivenTerms({ grant }: { grant: GrantCardFragment & GivenTermsFragment }) {
  return (
    <section className="card">
      <dl className="terms">
        <dt>
          <Trans>用途</Trans>
        </dt>
        <dd>{nameOf(grant.purpose)}</dd>
        <dt>
          <Trans>用几次</Trans>
        </dt>
        <dd>{grant.maxUses ? <Plural value={grant.maxUses} other="# 次" /> : <Trans>到期前多次</Trans>}</dd>
        <dt>
          <Trans>到什么时候</Trans>
        </dt>
        <dd>
          <Moment at={grant.validUntil} />
        </dd>
        <dt>
          <Trans>哪段记录</Trans>
        </dt>
        <dd>
          {grant.recordsFrom || grant.recordsTo ? (
            <>
              {grant.recordsFrom ?? '…'} – {grant.recordsTo ?? <Trans>使用当天</Trans>}
            </>
          ) : (
            <Trans>此用途允许的时间内</Trans>
          )}
        </dd>
      </dl>
      <GrantedItems items={grant.items} />
    </section>
  );
}

/** The strongest that the purpose or any item needs. What is only compared is not given. */
export const neededFor = (
  purpose: { readonly minimumStrength: Strength },
  items: GivenTermsFragment['items'],
): Strength =>
  items
    .map(({ item, delivery }) => (delivery === 'VERIFY' ? 'NONE' : item.minimumStrength))
    .reduce<Strength>(stronger, stronger('SMS', purpose.minimumStrength));
