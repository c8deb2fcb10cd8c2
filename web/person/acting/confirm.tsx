import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { ConfirmForWardDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { useActing } from '../../ui/acting';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { useRevokeSheet } from '../../ui/revoke-sheet';
import { Told } from '../../ui/statement';
import { StepUpSheet } from '../../ui/step-up-sheet';
import { Tick } from '../../ui/tick';
import { GivenTerms, neededFor } from '../grant/given-terms';
import { type GivenGrant, GrantToConfirm } from '../grant/grant-to-confirm';

/**
 * A grant that waits for a guardian: the terms as the ward gave them, and two equal answers. Of the ward's data
 * nothing is shown: from 14 on it is the ward's own to look at.
 */
export default function Confirm() {
  const { t } = useLingui();
  return (
    <GrantToConfirm title={t`待我确认`}>
      {(grant) => (grant.awaitingGuardian ? <Confirming grant={grant} /> : <Answered grant={grant} />)}
    </GrantToConfirm>
  );
}

function Answered({ grant }: { grant: GivenGrant }) {
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

function Confirming({ grant }: { grant: GivenGrant }) {
  const { t } = useLingui();
  const acting = useActing();
  const client = useQueryClient();
  const [separately, setSeparately] = useState(false);
  const [proving, setProving] = useState(false);
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
      <GivenTerms grant={grant} />
      <Told notice={grant.notice} lines={grant.statement ?? []} />
      {sensitive > 0 && (
        <Tick isSelected={separately} onChange={setSeparately}>
          <Plural value={sensitive} other="我作为监护人，单独确认其中 # 项敏感信息。" />
        </Tick>
      )}
      <Fault error={confirm.error} />
      <div className="answers">
        <Refuse grant={grant} label={label} />
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
      {proving && (
        <StepUpSheet
          action="APPROVE"
          target={grant.id}
          needed={everyItem ? 'FACE' : neededFor(grant.purpose, grant.items)}
          why={<Trans>您作为监护人确认，需要核验是您本人。</Trans>}
          onProof={(authentication) => confirm.mutate(authentication)}
          onClose={() => setProving(false)}
        />
      )}
    </Page>
  );
}

function Refuse({ grant, label }: { grant: GivenGrant; label: string }) {
  const { t } = useLingui();
  const revoke = useRevokeSheet();
  return <Button onPress={() => revoke(grant)}>{t`代${label}不确认，撤回`}</Button>;
}
