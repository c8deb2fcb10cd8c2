import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import {
  HomeDocument,
  type HomeQuery,
  MarkSeenDocument,
  type RequestCardFragment,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { aboutOf, keyOf, useActing } from '../../ui/acting';
import { GrantCard } from '../../ui/grant-card';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Readings } from '../../ui/reading';
import { Moment, TimeLeft } from '../../ui/time';
import { ActingList } from '../acting/acting-list';
import { WardDays } from '../acting/ward-days';

/**
 * The first page answers three questions without a tap: who asks, who may read now, who read last. It reads no record of the
 * person, so opening it is no entry in the ledger.
 */
export default function Home() {
  const { t } = useLingui();
  const acting = useActing();
  const query = useQuery({
    queryKey: ['consents', 'home', keyOf(acting)],
    queryFn: () => run(HomeDocument, { about: aboutOf(acting) }),
  });
  return (
    <Page title={acting.kind === 'SELF' ? t`您好` : t`替${acting.label}办理`}>
      <Loaded query={query}>{({ me }) => <Regions me={me} />}</Loaded>
    </Page>
  );
}

function Regions({ me }: { me: HomeQuery['me'] }) {
  const { t } = useLingui();
  const requests = me.consentRequests.nodes;
  const grants = me.grants.nodes;
  const readings = me.disclosures.nodes;
  const acting = useActing();
  const mine = acting.kind === 'SELF';
  // From 14 on the ward decides first.
  const alone = acting.kind === 'WARD' && acting.capacity === 'LIMITED';
  const waiting = me.suspended.nodes.filter(({ awaitingGuardian }) => awaitingGuardian);
  return (
    <>
      {mine &&
        me.breachNotices.map((breach) => (
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
          {alone ? <Trans>等本人决定</Trans> : <Trans>待我决定</Trans>}{' '}
          <span className="number">{requests.length}</span>
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
      {mine && me.counts.toReconfirm > 0 && (
        <p className="card">
          <Plural value={me.counts.toReconfirm} other="# 份授权里有信息项升了级，要您再确认。" />{' '}
          <Link href="/grants">
            <Trans>看授权</Trans>
          </Link>
        </p>
      )}
      {waiting.length > 0 && (
        <section aria-labelledby="awaiting">
          <h2 id="awaiting">
            {acting.kind === 'WARD' ? <Trans>待我确认</Trans> : <Trans>等监护人确认</Trans>}{' '}
            <span className="number">{waiting.length}</span>
          </h2>
          <ul className="cards">
            {waiting.map((grant) => (
              <GrantCard key={grant.id} grant={grant} />
            ))}
          </ul>
        </section>
      )}
      {mine && <ActingList />}
      <section aria-labelledby="may-read">
        <h2 id="may-read">
          {mine ? <Trans>现在可以看我数据的</Trans> : <Trans>现在可以看数据的</Trans>}{' '}
          <span className="number">{grants.length}</span>
        </h2>
        {grants.length === 0 && (
          <p className="quiet">
            {mine ? <Trans>现在没有机构可以看您的数据。</Trans> : <Trans>现在没有机构可以看。</Trans>}
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
        {mine && me.counts.newUses > 0 && <NewUses count={me.counts.newUses} />}
        <Readings readings={readings} isEmpty={readings.length === 0} />
        <Link href="/timeline">
          <Trans>看全部</Trans>
        </Link>
      </section>
      {acting.kind === 'WARD' && <WardDays id={acting.id} />}
      {mine && (
        <nav className="row" aria-label={t`还可以办`}>
          <Link href="/relative">
            <Trans>查看去世亲人的数据</Trans>
          </Link>
          <Link href="/me/after">
            <Trans>身后安排</Trans>
          </Link>
        </nav>
      )}
    </>
  );
}

/** Uses since the person said that they have seen them. */
function NewUses({ count }: { count: number }) {
  const client = useQueryClient();
  const seen = useMutation({
    mutationFn: () => run(MarkSeenDocument, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  return (
    <p className="row spread">
      <strong>
        <Plural value={count} other="有 # 次新的查看" />
      </strong>
      <Button className="react-aria-Button plain" isDisabled={seen.isPending} onPress={() => seen.mutate()}>
        <Trans>我看过了</Trans>
      </Button>
    </p>
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
        {sensitive > 0 && <Plural value={sensitive} other="，其中 # 项敏感" />} ·{' '}
        <TimeLeft until={request.expiresAt} />
      </p>
      <Link className="button" href={`/r/${request.id}`}>
        <Trans>看申请</Trans>
      </Link>
    </li>
  );
}
