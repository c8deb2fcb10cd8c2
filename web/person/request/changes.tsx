import { Trans } from '@lingui/react/macro';
import { Link } from 'wouter';
import { nameOf } from '../../ui/item-names';
import { Day } from '../../ui/time';
import type { AskedRequest } from './choice';

const DAY_MS = 86_400_000;

/** What this request asks that the last grant to the same institution for the same purpose did not give, and the reverse. */
export function Changes({ request }: { request: AskedRequest }) {
  const { previous } = request;
  if (!previous) return null;
  const before = new Map(previous.items.map(({ item, delivery }) => [item.code, delivery]));
  const now = new Map(request.items.map(({ item, delivery }) => [item.code, delivery]));
  const more = request.items.filter(({ item }) => !before.has(item.code));
  const less = previous.items.filter(({ item }) => !now.has(item.code));
  const other = request.items.filter(
    ({ item, delivery }) => before.has(item.code) && before.get(item.code) !== delivery,
  );
  const days = Math.round((Date.parse(previous.validUntil) - Date.parse(previous.validFrom)) / DAY_MS);
  const sameUses = (previous.maxUses ?? null) === (request.maxUses ?? null);
  const isSame = more.length + less.length + other.length === 0 && sameUses && days === request.validForDays;
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">
        <Trans>和上次比</Trans>
      </h2>
      <Link href={`/grants/${previous.id}`}>
        <span>
          <Trans>
            上次您是 <Day at={previous.validFrom} /> 同意的
          </Trans>
        </span>
      </Link>
      {isSame ? (
        <p>
          <Trans>这次要的和上次给的一样。</Trans>
        </p>
      ) : (
        <ul className="items">
          {more.length > 0 && (
            <li>
              <Trans>这次多要：{more.map(({ item }) => nameOf(item)).join('、')}</Trans>
            </li>
          )}
          {less.length > 0 && (
            <li>
              <Trans>这次不再要：{less.map(({ item }) => nameOf(item)).join('、')}</Trans>
            </li>
          )}
          {other.length > 0 && (
            <li>
              <Trans>给的方式变了：{other.map(({ item }) => nameOf(item)).join('、')}</Trans>
            </li>
          )}
          {!sameUses && (
            <li>
              <Trans>
                次数：上次 <Uses uses={previous.maxUses} />
                ，这次 <Uses uses={request.maxUses} />
              </Trans>
            </li>
          )}
          {days !== request.validForDays && (
            <li>
              <Trans>
                有效期：上次 {days} 天，这次 {request.validForDays} 天
              </Trans>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function Uses({ uses }: { uses?: number | null }) {
  return uses ? <Trans>{uses} 次</Trans> : <Trans>到期前多次</Trans>;
}
