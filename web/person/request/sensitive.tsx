import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { GrantCardFragment } from '../../api/gql/graphql';
import { useActing } from '../../ui/acting';
import { DeliveryBadge } from '../../ui/badges';
import { nameOf } from '../../ui/item-names';
import { Page } from '../../ui/page';
import { Tick } from '../../ui/tick';
import { type AskedRequest, type Choice, chosenItems, sensitiveItems } from './choice';
import { Prove } from './prove';

/** The separate confirmation of sensitive items (PIPL 29): a page of its own with one box, which starts unticked. */
export function Sensitive({
  request,
  choice,
  onGiven,
}: {
  request: AskedRequest;
  choice: Choice;
  onGiven: (grant: GrantCardFragment) => void;
}) {
  const { t } = useLingui();
  const [, go] = useLocation();
  const [confirmed, setConfirmed] = useState(false);
  const [proving, setProving] = useState(false);
  const items = sensitiveItems(request, chosenItems(request, choice));
  const count = items.length;
  const ticked = choice.ticked.size;
  const acting = useActing();
  const ward = acting.kind === 'WARD' ? acting : null;
  const institution = request.recipient.name;
  const purpose = nameOf(request.purpose);
  return (
    <Page title={t`敏感信息，请您单独确认`}>
      <p>
        {ward ? (
          <Trans>由监护人决定的人，每一项都按敏感信息对待。请看清下面 {count} 项。</Trans>
        ) : (
          <Plural value={count} other="下面 # 项是敏感信息，泄露出去容易伤害到您。" />
        )}
      </p>
      <ul className="items">
        {items.map(({ item, delivery }) => (
          <li key={item.code} className="row">
            <span aria-hidden>◆</span> {nameOf(item)} <DeliveryBadge delivery={delivery} />
          </li>
        ))}
      </ul>
      {ticked > 0 && (
        <p>
          <Plural value={ticked} other="另加 # 条您亲自勾选的、法律特别保护的记录。" />
        </p>
      )}
      <Tick isSelected={confirmed} onChange={setConfirmed}>
        {ward ? (
          <Trans>
            我作为监护人，单独同意把{ward.label}的这 {count} 项信息提供给{institution}，用于{purpose}。
          </Trans>
        ) : (
          <Trans>
            我单独同意把这 {count} 项敏感信息提供给{institution}，用于{purpose}。
          </Trans>
        )}
      </Tick>
      <div className="answers">
        <Button onPress={() => go(`/r/${request.id}`)}>
          <Trans>返回修改</Trans>
        </Button>
        <Button isDisabled={!confirmed} onPress={() => setProving(true)}>
          <Trans>确认</Trans>
        </Button>
      </div>
      {!confirmed && (
        <p className="quiet">
          <Trans>勾选上面的方框后才能确认。</Trans>
        </p>
      )}
      {proving && (
        <Prove request={request} choice={choice} onGiven={onGiven} onClose={() => setProving(false)} />
      )}
    </Page>
  );
}
