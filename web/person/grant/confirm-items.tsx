import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { ConfirmItemsDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Among, useActing } from '../../ui/acting';
import { DeliveryBadge, LevelBadge } from '../../ui/badges';
import { nameOf } from '../../ui/item-names';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { Told } from '../../ui/statement';
import { StepUpSheet } from '../../ui/step-up-sheet';
import { stronger } from '../../ui/strength';
import { Tick } from '../../ui/tick';
import { GivenTerms } from './given-terms';
import { type GivenGrant, GrantToConfirm } from './grant-to-confirm';

/**
 * Items whose level was raised since the grant was given: refused until whoever decides confirms them again, one by one.
 * An item that is not confirmed stays refused, and the rest of the grant is given as before.
 */
export default function ConfirmItems() {
  const { t } = useLingui();
  const [confirmed, setConfirmed] = useState<number | null>(null);
  return (
    <GrantToConfirm title={t`再次确认`}>
      {(grant) => (
        <Among about={grant.about}>
          {confirmed === null && raisedOf(grant).length > 0 ? (
            <Confirming grant={grant} onConfirmed={setConfirmed} />
          ) : (
            <Confirmed grant={grant} count={confirmed} onMore={() => setConfirmed(null)} />
          )}
        </Among>
      )}
    </GrantToConfirm>
  );
}

const raisedOf = ({ items, suspendedItems }: GivenGrant) =>
  items.filter(({ item }) => suspendedItems.some((raised) => raised.item.code === item.code));

function Confirmed({
  grant,
  count,
  onMore,
}: {
  grant: GivenGrant;
  count: number | null;
  onMore: () => void;
}) {
  const { t } = useLingui();
  const left = raisedOf(grant).length;
  return (
    <Page title={count === null ? t`没有要再次确认的` : t`已确认`} back={{ to: '/', label: t`首页` }}>
      {count !== null && (
        <p role="status">
          <Plural value={count} other="# 项又可以提供了。对方每看一次，您都会看到。" />
        </p>
      )}
      <div className="row">
        {left > 0 && (
          <Button onPress={onMore}>
            <Plural value={left} other="还有 # 项没有确认" />
          </Button>
        )}
        <Link className="button" href={`/grants/${grant.id}`}>
          <Trans>看这份授权</Trans>
        </Link>
      </div>
    </Page>
  );
}

function Confirming({ grant, onConfirmed }: { grant: GivenGrant; onConfirmed: (count: number) => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [separately, setSeparately] = useState(false);
  const [proving, setProving] = useState(false);
  const everyItem = acting.kind === 'WARD' && acting.capacity === 'NONE';
  const items = raisedOf(grant).filter(({ item }) => chosen.has(item.code));
  const sensitive = items.filter(({ item }) => everyItem || item.level >= 3).length;
  const confirm = useMutation({
    mutationFn: (authentication: string) =>
      run(ConfirmItemsDocument, {
        input: { id: grant.id, items: [...chosen], sensitiveConfirmed: separately, authentication },
      }),
    onMutate: () => setProving(false),
    onSuccess: () => onConfirmed(items.length),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const institution = grant.recipient.name;
  const isReady = items.length > 0 && (sensitive === 0 || separately);
  const choose = (code: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(code);
    else next.delete(code);
    setChosen(next);
    // What is confirmed separately is what is on the page now.
    setSeparately(false);
  };
  return (
    <Page title={t`还给${institution}这些吗？`} back={{ to: `/grants/${grant.id}`, label: t`一份授权` }}>
      <p>
        <Trans>
          您给过的授权里，下面的信息项升了级。您再次确认以前，对方看不到它们；这份授权的其他项照旧。
        </Trans>
      </p>
      <ul className="items">
        {raisedOf(grant).map(({ item, delivery }) => (
          <li key={item.code}>
            <Tick isSelected={chosen.has(item.code)} onChange={(on) => choose(item.code, on)}>
              {t`继续提供${nameOf(item)}`}
            </Tick>
            <span className="row">
              <LevelBadge level={item.level} />
              <DeliveryBadge delivery={delivery} />
            </span>
          </li>
        ))}
      </ul>
      {sensitive > 0 && (
        <Tick isSelected={separately} onChange={setSeparately}>
          <Plural value={sensitive} other={`我单独同意把其中 # 项敏感信息继续提供给${institution}。`} />
        </Tick>
      )}
      <Fault error={confirm.error} />
      <div className="answers">
        <Link className="button" href={`/grants/${grant.id}`}>
          <Trans>不再提供这些</Trans>
        </Link>
        <Button isDisabled={confirm.isPending || !isReady} onPress={() => setProving(true)}>
          <Plural value={items.length} other="确认提供 # 项" />
        </Button>
      </div>
      <p className="quiet">
        <Trans>不确认的项，对方一直看不到，您不用再做什么。以后想提供，随时可以回到这一页。</Trans>
      </p>
      <GivenTerms grant={grant} />
      <Told notice={grant.notice} lines={grant.statement ?? []} />
      {proving && (
        <StepUpSheet
          action="APPROVE"
          target={grant.id}
          needed={items
            .map(({ item }) => item.minimumStrength)
            .reduce(stronger, everyItem ? 'FACE' : stronger('SMS', grant.purpose.minimumStrength))}
          why={<Trans>信息项升了级，需要再确认一次是您本人。</Trans>}
          onProof={(authentication) => confirm.mutate(authentication)}
          onClose={() => setProving(false)}
        />
      )}
    </Page>
  );
}
