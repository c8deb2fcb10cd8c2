import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { GrantPageDocument, type GrantPageQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Among } from '../../ui/acting';
import { DeliveryBadge, LevelBadge } from '../../ui/badges';
import { CheckProof } from '../../ui/check-proof';
import { GrantCard } from '../../ui/grant-card';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Readings } from '../../ui/reading';
import { NotFound } from '../not-found';

/** One grant: its terms, what it gives, every reading under it, and the proof of it to keep. */
export default function GrantPage() {
  const { t } = useLingui();
  const { id } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['consents', 'grant', id],
    queryFn: () => run(GrantPageDocument, { id: id! }),
  });
  if (query.data?.grant === null) return <NotFound />;
  return (
    <Among about={query.data?.grant?.about}>
      <Page title={t`一份授权`} back={{ to: '/grants', label: t`全部授权` }}>
        <Loaded query={query}>{({ grant }) => grant && <Details grant={grant} />}</Loaded>
      </Page>
    </Among>
  );
}

function Details({ grant }: { grant: NonNullable<GrantPageQuery['grant']> }) {
  const { t } = useLingui();
  const readings = grant.disclosures.nodes;
  return (
    <>
      <ul className="cards">
        <GrantCard grant={grant} />
      </ul>
      <section aria-labelledby="given">
        <h2 id="given">
          <Trans>给了什么</Trans>
        </h2>
        {(grant.recordsFrom || grant.recordsTo) && (
          <p>
            <Trans>
              记录的时间：{grant.recordsFrom ?? '…'} – {grant.recordsTo ?? t`使用当天`}
            </Trans>
          </p>
        )}
        <ul className="items">
          {grant.items.map(({ item, delivery }) => (
            <li key={item.code} className="row">
              {nameOf(item)} <LevelBadge level={item.level} /> <DeliveryBadge delivery={delivery} />
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="readings">
        <h2 id="readings">
          <Trans>凭它看过几次</Trans>
        </h2>
        <Readings readings={readings} isEmpty={readings.length === 0} />
      </section>
      <CheckProof of={{ grantId: grant.id }} label={t`核验这份授权`} />
      <a className="button" download={`grant-${grant.id}.jws`} href={fileOf(grant.artefact)}>
        <Trans>保存凭证</Trans>
      </a>
    </>
  );
}

/** The signed proof as a file, made in the page. */
const fileOf = (text: string) => URL.createObjectURL(new Blob([text], { type: 'application/jose' }));
