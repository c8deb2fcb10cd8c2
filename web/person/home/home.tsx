import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { HomeDocument, type HomeQuery, type RequestCardFragment } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { GrantCard } from '../../ui/grant-card';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Readings } from '../../ui/reading';
import { Moment, TimeLeft } from '../../ui/time';

/**
 * The first page answers three questions without a tap: who asks, who may read now, who read last. It reads no record of the
 * person, so opening it is no entry in the ledger.
 */
export default function Home() {
  const { t } = useLingui();
  const query = useQuery({ queryKey: ['consents', 'home'], queryFn: () => run(HomeDocument, {}) });
  return (
    <Page title={t`您好`}>
      <Loaded query={query}>{({ me }) => <Regions me={me} />}</Loaded>
    </Page>
  );
}

function Regions({ me }: { me: HomeQuery['me'] }) {
  const { t } = useLingui();
  const requests = me.consentRequests.nodes;
  const grants = me.grants.nodes;
  const readings = me.disclosures.nodes;
  return (
    <>
      {me.breachNotices.map((breach) => (
        <section key={breach.noticedAt} className="card danger" aria-label={t`数据安全事件`}>
          <h2>
            ✕ <Trans>{breach.recipient.name} 发生数据安全事件</Trans>
          </h2>
          <p className="notice">{breach.text}</p>
          <p>
            <Moment at={breach.noticedAt} /> ·{' '}
            {breach.liftedAt ? <Trans>授权已恢复</Trans> : <Trans>您给它的授权已冻结</Trans>}
          </p>
        </section>
      ))}
      <section aria-labelledby="to-decide">
        <h2 id="to-decide">
          <Trans>待我决定</Trans> <span className="number">{requests.length}</span>
        </h2>
        {requests.length === 0 && (
          <p className="quiet">
            <Trans>没有等您决定的申请。</Trans>
          </p>
        )}
        <ul className="cards">
          {requests.map((request) => (
            <RequestCard key={request.id} request={request} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="may-read">
        <h2 id="may-read">
          <Trans>现在可以看我数据的</Trans> <span className="number">{grants.length}</span>
        </h2>
        {grants.length === 0 && (
          <p className="quiet">
            <Trans>现在没有机构可以看您的数据。</Trans>
          </p>
        )}
        <ul className="cards">
          {grants.map((grant) => (
            <GrantCard key={grant.id} grant={grant} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="read-last">
        <h2 id="read-last">
          <Trans>最近谁看过</Trans>
        </h2>
        <Readings readings={readings} isEmpty={readings.length === 0} />
        <Link href="/timeline">
          <Trans>看全部</Trans>
        </Link>
      </section>
    </>
  );
}

function RequestCard({ request }: { request: RequestCardFragment }) {
  const count = request.items.length;
  const sensitive = request.items.filter(({ item }) => item.level >= 3).length;
  return (
    <li className="card">
      <h3>
        <Link href={`/r/${request.id}`}>{request.recipient.name}</Link>
      </h3>
      <p>{nameOf(request.purpose)}</p>
      <p className="quiet">
        <Plural value={count} other="要 # 项" />
        {sensitive > 0 && (
          <>
            ，<Plural value={sensitive} other="其中 # 项敏感" />
          </>
        )}{' '}
        · <TimeLeft until={request.expiresAt} />
      </p>
      <Link className="button" href={`/r/${request.id}`}>
        <Trans>看申请</Trans>
      </Link>
    </li>
  );
}
