import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { useParams } from 'wouter';
import {
  type GrantorRole,
  GrantPageDocument,
  type GrantPageQuery,
  type Strength,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Among } from '../../ui/acting';
import { CheckProof } from '../../ui/check-proof';
import { GrantCard } from '../../ui/grant-card';
import { GrantedItems } from '../../ui/granted-items';
import { InstitutionLine } from '../../ui/institution-line';
import { Loaded } from '../../ui/loading';
import { Question } from '../../ui/object-sheet';
import { Page } from '../../ui/page';
import { Readings } from '../../ui/reading';
import { Statement } from '../../ui/statement';
import { Moment } from '../../ui/time';
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

type ShownGrant = NonNullable<GrantPageQuery['grant']>;

function Details({ grant }: { grant: ShownGrant }) {
  const { t } = useLingui();
  const readings = grant.disclosures.nodes;
  return (
    <>
      <InstitutionLine institution={grant.recipient} />
      <ul className="cards">
        <GrantCard grant={grant} />
      </ul>
      <HowGiven grant={grant} />
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
        <GrantedItems items={grant.items} />
      </section>
      <section aria-labelledby="readings">
        <h2 id="readings">
          <Trans>凭它看过几次</Trans>
        </h2>
        <Readings readings={readings} isEmpty={readings.length === 0} />
      </section>
      <Agreed grant={grant} />
      <CheckProof of={{ grantId: grant.id }} label={t`核验这份授权`} />
      <Question about="GRANT" targets={[{ target: grant.id, name: null }]} label={t`对这份授权有疑问`} />
      <a className="button" download={`grant-${grant.id}.jws`} href={fileOf(grant.artefact)}>
        <Trans>保存凭证</Trans>
      </a>
    </>
  );
}

/** Who gave it and how, and the uses of today. */
function HowGiven({ grant }: { grant: ShownGrant }) {
  const { validFrom, usesToday, maxUsesPerDay, lastUsedAt } = grant;
  return (
    <dl className="terms">
      <dt>
        <Trans>谁同意的</Trans>
      </dt>
      <dd>
        {GIVEN_AS[grant.givenAs]} · <Moment at={validFrom} /> · {PROVEN[grant.strength]}
      </dd>
      <dt>
        <Trans>今天用了</Trans>
      </dt>
      <dd>
        {maxUsesPerDay == null ? (
          <Plural value={usesToday} other="今天已用 # 次" />
        ) : (
          <Trans>
            今天已用 {usesToday} 次，每天最多 {maxUsesPerDay} 次
          </Trans>
        )}
      </dd>
      <dt>
        <Trans>最近一次</Trans>
      </dt>
      <dd>{lastUsedAt ? <Moment at={lastUsedAt} /> : <Trans>还没有用过</Trans>}</dd>
    </dl>
  );
}

const GIVEN_AS: Readonly<Record<GrantorRole, ReactNode>> = {
  SELF: <Trans>本人</Trans>,
  GUARDIAN: <Trans>监护人</Trans>,
  AGENT: <Trans>窗口代办人</Trans>,
  LEGAL_REP: <Trans>法定代表人</Trans>,
};

const PROVEN: Readonly<Record<Strength, ReactNode>> = {
  NONE: null,
  SMS: <Trans>短信验证码</Trans>,
  SCAN: <Trans>医保电子凭证</Trans>,
  FACE: <Trans>刷脸，或同等的核验</Trans>,
};

/** The notice and the statement that were agreed to, to be read again. */
function Agreed({ grant: { notice, statement } }: { grant: ShownGrant }) {
  if (!statement) return null;
  return (
    <Disclosure className="card">
      <Heading level={2}>
        <Button slot="trigger" className="react-aria-Button plain">
          <Trans>当时同意的内容</Trans>
        </Button>
      </Heading>
      <DisclosurePanel>
        <Statement lines={statement} />
        <h3>
          <Trans>机构的说明</Trans>
        </h3>
        <p className="notice">{notice}</p>
      </DisclosurePanel>
    </Disclosure>
  );
}

/** The signed proof as a file, made in the page. */
const fileOf = (text: string) => URL.createObjectURL(new Blob([text], { type: 'application/jose' }));
