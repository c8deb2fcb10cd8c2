import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { InstitutionPageDocument, type InstitutionPageQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { NotFound } from '../../person/not-found';
import { DeliveryBadge } from '../../ui/badges';
import { InstitutionKind, StandingBadge } from '../../ui/institution-line';
import { nameOf, useItemNames } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Day } from '../../ui/time';

/** One institution: whether it may use data now, how to reach it, and the most that it can ask for. */
export default function InstitutionPage() {
  const { t } = useLingui();
  const { code = '' } = useParams<{ code: string }>();
  const query = useQuery({
    queryKey: ['institutions', 'one', code],
    queryFn: () => run(InstitutionPageDocument, { code: decodeURIComponent(code) }),
  });
  if (query.data?.recipientOf === null) return <NotFound />;
  return (
    <Page title={query.data?.recipientOf?.name ?? t`机构`} back={{ to: '/institutions', label: t`机构名录` }}>
      <Loaded query={query}>
        {({ recipientOf }) => recipientOf && <Details institution={recipientOf} />}
      </Loaded>
    </Page>
  );
}

type Institution = NonNullable<InstitutionPageQuery['recipientOf']>;

function Details({ institution }: { institution: Institution }) {
  const { code, kind, standing, contact, agreement } = institution;
  return (
    <>
      <p>
        <StandingBadge standing={standing} validUntil={agreement?.validUntil} />
      </p>
      <dl className="card terms">
        <dt>
          <Trans>类型</Trans>
        </dt>
        <dd>
          <InstitutionKind kind={kind} />
        </dd>
        <dt>
          <Trans>机构编码</Trans>
        </dt>
        <dd>{code}</dd>
        {contact && (
          <>
            <dt>
              <Trans>联系方式</Trans>
            </dt>
            <dd>{contact}</dd>
          </>
        )}
        {agreement && (
          <>
            <dt>
              <Trans>协议条款自</Trans>
            </dt>
            <dd>
              <Day at={agreement.validFrom} />
            </dd>
            <dt>
              <Trans>协议到</Trans>
            </dt>
            <dd>{agreement.validUntil ? <Day at={agreement.validUntil} /> : <Trans>没有写明</Trans>}</dd>
          </>
        )}
      </dl>
      {agreement && <Purposes agreed={agreement.purposes} />}
    </>
  );
}

function Purposes({ agreed }: { agreed: NonNullable<Institution['agreement']>['purposes'] }) {
  const name = useItemNames();
  return (
    <section aria-labelledby="purposes">
      <h2 id="purposes">
        <Trans>它最多可以为什么、要什么</Trans>
      </h2>
      <p className="quiet">
        <Trans>每一次还要您同意，您可以少给或不给。</Trans>
      </p>
      <ul className="cards">
        {agreed.map(({ purpose, items }) => (
          <li key={purpose.code} className="card">
            <h3>{nameOf(purpose)}</h3>
            <ul>
              {items.map(({ item, delivery }) => (
                <li key={item} className="row">
                  {name(item)} <DeliveryBadge delivery={delivery} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
