import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useParams } from 'wouter';
import {
  ConfirmForWardDocument,
  GrantToConfirmDocument,
  type GrantToConfirmQuery,
  type Strength,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { useActing } from '../../ui/acting';
import { GrantedItems } from '../../ui/granted-items';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { RevokeSheet } from '../../ui/revoke-sheet';
import { Told } from '../../ui/statement';
import { StepUpSheet } from '../../ui/step-up-sheet';
import { stronger } from '../../ui/strength';
import { Tick } from '../../ui/tick';
import { Moment } from '../../ui/time';
import { NotFound } from '../not-found';

type Given = NonNullable<GrantToConfirmQuery['grant']>;

/**
 * A grant that waits for a guardian: the terms as the ward gave them, and two equal answers. Of the ward's data
 * nothing is shown: from 14 on it is the ward's own to look at.
 */
export default function Confirm() {
  const { t } = useLingui();
  const { id } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['consents', 'confirm', id],
    queryFn: () => run(GrantToConfirmDocument, { id: id! }),
  });
  const grant = query.data?.grant;
  if (grant === null) return <NotFound />;
  if (!grant)
    return (
      <Page title={t`待我确认`}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  return grant.awaitingGuardian ? <Confirming grant={grant} /> : <Answered grant={grant} />;
}

function Answered({ grant }: { grant: Given }) {
  const { t } = useLingui();
  return (
    <Page title={grant.status === 'REVOKED' ? t`已撤回，没有生效` : t`已确认`}>
      <p>{grant.recipient.name}</p>
      <Link className="button" href={`/grants/${grant.id}`}>
        <Trans>看这份授权</Trans>
      </Link>
      <Link href="/">
        <Trans>回首页</Trans>
      </Link>
    </Page>
  );
}

function Confirming({ grant }: { grant: Given }) {
  const { t } = useLingui();
  const acting = useActing();
  const client = useQueryClient();
  const [separately, setSeparately] = useState(false);
  const [proving, setProving] = useState(false);
  const [revoking, setRevoking] = useState(false);
  const everyItem = acting.kind === 'WARD' && acting.capacity === 'NONE';
  const sensitive = grant.items.filter(({ item }) => everyItem || item.level >= 3).length;
  const confirm = useMutation({
    mutationFn: (authentication: string) =>
      run(ConfirmForWardDocument, {
        input: { id: grant.id, sensitiveConfirmed: separately, authentication },
      }),
    onMutate: () => setProving(false),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const institution = grant.recipient.name;
  const label = acting.kind === 'SELF' ? '' : acting.label;
  return (
    <Page title={t`确认给${institution}的授权？`} back={{ to: '/', label: t`首页` }}>
      <p>
        {everyItem ? (
          <Trans>这份授权原来的监护人不再代办，需要您确认才能继续。</Trans>
        ) : (
          <Trans>{label} 本人已经同意。您确认后才生效；从 14 周岁起，数据由本人查看。</Trans>
        )}
      </p>
      <Terms grant={grant} />
      <Told notice={grant.notice} lines={grant.statement ?? []} />
      {sensitive > 0 && (
        <Tick isSelected={separately} onChange={setSeparately}>
          <Plural value={sensitive} other="我作为监护人，单独确认其中 # 项敏感信息。" />
        </Tick>
      )}
      <Fault error={confirm.error} />
      <div className="answers">
        <Button onPress={() => setRevoking(true)}>{t`代${label}不确认，撤回`}</Button>
        <Button
          isDisabled={confirm.isPending || (sensitive > 0 && !separately)}
          onPress={() => setProving(true)}
        >{t`代${label}确认`}</Button>
      </div>
      {sensitive > 0 && !separately && (
        <p className="quiet">
          <Trans>勾选上面的方框后才能确认。</Trans>
        </p>
      )}
      {revoking && <RevokeSheet grant={grant} onClose={() => setRevoking(false)} />}
      {proving && (
        <StepUpSheet
          action="APPROVE"
          target={grant.id}
          needed={everyItem ? 'FACE' : neededFor(grant)}
          why={<Trans>您作为监护人确认，需要核验是您本人。</Trans>}
          onProof={(authentication) => confirm.mutate(authentication)}
          onClose={() => setProving(false)}
        />
      )}
    </Page>
  );
}

function Terms({ grant }: { grant: Given }) {
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
const neededFor = ({ purpose, items }: Given): Strength =>
  items
    .map(({ item, delivery }) => (delivery === 'VERIFY' ? 'NONE' : item.minimumStrength))
    .reduce<Strength>(stronger, stronger('SMS', purpose.minimumStrength));
