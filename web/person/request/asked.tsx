import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { GrantCardFragment } from '../../api/gql/graphql';
import { useActing, useWhose } from '../../ui/acting';
import { InstitutionLine } from '../../ui/institution-line';
import { nameOf } from '../../ui/item-names';
import { Page } from '../../ui/page';
import { Told } from '../../ui/statement';
import { TimeLeft } from '../../ui/time';
import { Changes } from './changes';
import { type Choosing, chosenItems, needsConfirmation, usesOf } from './choice';
import { Deny } from './deny';
import { GivenItems } from './given-items';
import { LivePreview } from './live-preview';
import { ProtectedRecords } from './protected-records';
import { Prove } from './prove';
import { TermsCard } from './terms-card';

/** The request: who asks for what and why, what can be turned down in place, and two equal answers. */
export function Asked({
  request,
  choice,
  onChoice,
  onGiven,
}: Choosing & { onGiven: (grant: GrantCardFragment) => void }) {
  const { t } = useLingui();
  const [, go] = useLocation();
  const [denying, setDenying] = useState(false);
  const [proving, setProving] = useState(false);
  const acting = useActing();
  const whose = useWhose();
  const institution = request.recipient.name;
  const items = chosenItems(request, choice);
  const asked = request.items.length;
  const uses = usesOf(request, choice);
  const ticked = choice.ticked.size;
  const agree = () =>
    needsConfirmation(request, choice) ? go(`/r/${request.id}/sensitive`) : setProving(true);
  return (
    <Page title={t`${institution} 想看${whose}医保数据`} back={{ to: '/', label: t`首页` }}>
      <InstitutionLine institution={request.recipient} />
      <p>
        <Trans>用来：{nameOf(request.purpose)}</Trans>
      </p>
      <p className="quiet">
        <TimeLeft until={request.expiresAt} /> <Trans>答复</Trans>
      </p>
      <TermsCard request={request} choice={choice} onChoice={onChoice} />
      <section aria-labelledby="gives">
        <h2 id="gives">
          <Trans>会给出什么</Trans>
        </h2>
        <GivenItems request={request} choice={choice} onChoice={onChoice} />
        {request.narrowable && <LivePreview request={request} choice={choice} />}
        {request.narrowable && acting.kind === 'SELF' && (
          <ProtectedRecords request={request} choice={choice} onChoice={onChoice} />
        )}
      </section>
      <Changes request={request} />
      <Told notice={request.notice} lines={request.statement} />
      <p>
        {request.channel === 'REDIRECT' ? (
          <Trans>不同意也可以照常用纸质材料办理。</Trans>
        ) : (
          <Trans>不同意也可以照常用纸质材料办理。该机构 30 天内不能就此再问您。</Trans>
        )}
      </p>
      <p role="status">
        <strong>
          <Plural value={items.length} other="您将给出 # 项" />
          <Plural value={asked} other="（原要求 # 项）" />
          {uses !== null && <Plural value={uses} other="，# 次" />}
          {ticked > 0 && <Plural value={ticked} other="，另加 # 条您亲自勾选的记录" />}
        </strong>
      </p>
      {acting.kind === 'WARD' && acting.capacity === 'LIMITED' ? (
        <p className="card">
          <Trans>从 14 周岁起，先由本人决定。本人同意后，依法要监护人确认的，会到您的“待我确认”里。</Trans>
        </p>
      ) : (
        <div className="answers">
          <Button onPress={() => setDenying(true)}>
            {acting.kind === 'SELF' ? t`不同意` : t`代${acting.label}不同意`}
          </Button>
          <Button onPress={agree}>
            {acting.kind === 'SELF' ? t`同意，继续` : t`代${acting.label}同意，继续`}
          </Button>
        </div>
      )}
      {denying && <Deny request={request} onClose={() => setDenying(false)} />}
      {proving && (
        <Prove request={request} choice={choice} onGiven={onGiven} onClose={() => setProving(false)} />
      )}
    </Page>
  );
}
