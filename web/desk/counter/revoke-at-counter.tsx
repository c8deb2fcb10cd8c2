import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type DeskGrantFragment, DeskRevokeDocument, type DeskSessionFragment } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { RevokeFrame, Stops } from '../../ui/revoke-frame';
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
  return (
    <RevokeFrame
      title={t`撤回给${grant.recipient.name}的授权？`}
      stops={<Stops usesRemaining={grant.usesRemaining} />}
      used={grant.used}
      revoke={revoke}
      autoFocus
      onClose={onClose}
    />
  );
}
