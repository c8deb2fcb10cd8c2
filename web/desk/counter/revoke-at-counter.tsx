import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { type DeskGrantFragment, DeskRevokeDocument, type DeskSessionFragment } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Fault } from '../../ui/refusal-words';
import { Sheet } from '../../ui/sheet';
import type { LaneState } from './use-lane';

/** Taking back at the counter: no papers, no reviewer and no reason. */
export function RevokeAtCounter({
  lane,
  session,
  grant,
  onClose,
}: {
  lane: LaneState;
  session: DeskSessionFragment;
  grant: DeskGrantFragment;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const revoke = useMutation({
    mutationFn: async () => {
      await run(DeskRevokeDocument, { sessionId: session.id, grantId: grant.id });
      return lane.again();
    },
    onSuccess: onClose,
  });
  const institution = grant.recipient.name;
  return (
    <Sheet title={t`撤回给${institution}的授权？`} open onClose={onClose}>
      <ul className="cards">
        <li>
          ✓{' '}
          {grant.usesRemaining == null ? (
            <Trans>马上停：不能再看您的数据。</Trans>
          ) : (
            <Plural value={grant.usesRemaining} other="马上停：还没用的 # 次不能再用。" />
          )}
        </li>
        <li>
          ✓ <Trans>对方会收到通知，必须停止使用并删除凭您同意得到的数据。</Trans>
        </li>
      </ul>
      <Fault error={revoke.error} />
      <div className="answers">
        <Button autoFocus isDisabled={revoke.isPending} onPress={() => revoke.mutate()}>
          <Trans>撤回</Trans>
        </Button>
        <Button onPress={onClose}>
          <Trans>先不撤</Trans>
        </Button>
      </div>
    </Sheet>
  );
}
