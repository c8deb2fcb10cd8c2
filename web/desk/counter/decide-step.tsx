import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { DeskDenyDocument, type DeskRequestFragment, type DeskSessionFragment } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { AskedItemLine } from '../../ui/asked-item';
import { LevelBadge } from '../../ui/badges';
import { DenySheet } from '../../ui/deny-sheet';
import { FewerUses } from '../../ui/fewer-uses';
import { nameOf } from '../../ui/item-names';
import { type Errand, givenItems, sensitiveItems } from './errand';
import type { LaneState } from './use-lane';

/** Step 4: the person says, the clerk sets. Required items are locked, optional ones start as not given. */
export function DecideStep({
  lane,
  session,
  errand,
}: {
  lane: LaneState;
  session: DeskSessionFragment;
  errand: Errand;
}) {
  const [denying, setDenying] = useState(false);
  const items = givenItems(errand, lane.choice);
  const agree = () => lane.goTo(sensitiveItems(errand, lane.choice).length > 0 ? 'SENSITIVE' : 'SIGN');
  return (
    <>
      <p>
        <Trans>由本人说，您来点</Trans>
      </p>
      {errand.kind === 'REQUEST' ? (
        <RequestTerms lane={lane} request={errand.request} />
      ) : (
        <ul className="items">
          {items.map((item) => (
            <li key={item.code} className="row">
              <strong>{nameOf(item)}</strong> <LevelBadge level={item.level} />
            </li>
          ))}
        </ul>
      )}
      <p role="status">
        <strong>
          <Plural value={items.length} other="您将给出 # 项" />
        </strong>
      </p>
      <div className="answers">
        {errand.kind === 'REQUEST' ? (
          <Button onPress={() => setDenying(true)}>
            <Trans>不同意</Trans>
          </Button>
        ) : (
          <Button onPress={lane.backToChoice}>
            <Trans>先不确认</Trans>
          </Button>
        )}
        <Button onPress={agree}>
          <Trans>同意，继续</Trans>
        </Button>
      </div>
      {denying && errand.kind === 'REQUEST' && (
        <DenyAtCounter
          lane={lane}
          session={session}
          request={errand.request}
          onClose={() => setDenying(false)}
        />
      )}
    </>
  );
}

function RequestTerms({ lane, request }: { lane: LaneState; request: DeskRequestFragment }) {
  const { t } = useLingui();
  const { choice, choose } = lane;
  const { maxUses, validForDays } = request;
  const set = (code: string, given: boolean) => {
    const optional = new Set(choice.optional);
    if (given) optional.add(code);
    else optional.delete(code);
    choose({ ...choice, optional });
  };
  return (
    <>
      <ul className="items">
        {request.items.map(({ item, delivery, required }) => (
          <AskedItemLine key={item.code} item={item} delivery={delivery}>
            {required ? (
              <span className="quiet">
                🔒 <Trans>必需</Trans>
              </span>
            ) : (
              <Switch isSelected={choice.optional.has(item.code)} onChange={(given) => set(item.code, given)}>
                <span className="track" aria-hidden />
                {t`提供${nameOf(item)}`}
              </Switch>
            )}
          </AskedItemLine>
        ))}
      </ul>
      {maxUses != null && maxUses > 1 && (
        <FewerUses
          most={maxUses}
          value={choice.maxUses ?? maxUses}
          onChange={(uses) =>
            choose({ ...choice, maxUses: Number.isNaN(uses) || uses === maxUses ? null : uses })
          }
        />
      )}
      <p className="quiet">
        <Plural value={validForDays} other="同意后 # 天" />
      </p>
    </>
  );
}

function DenyAtCounter({
  lane,
  session,
  request,
  onClose,
}: {
  lane: LaneState;
  session: DeskSessionFragment;
  request: DeskRequestFragment;
  onClose: () => void;
}) {
  const deny = useMutation({
    mutationFn: async () => {
      await run(DeskDenyDocument, { sessionId: session.id, id: request.id });
      return lane.again();
    },
    onSuccess: (after) => lane.finish('DENIED', after),
  });
  return <DenySheet institution={request.recipient.name} deny={deny} autoFocus onClose={onClose} />;
}
