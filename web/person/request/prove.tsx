import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApproveDocument, type GrantCardFragment } from '../../api/gql/graphql';
import { Refused } from '../../api/refusal';
import { run } from '../../api/transport';
import { Fault } from '../../ui/refusal-words';
import { Sheet } from '../../ui/sheet';
import { StepUpSheet } from '../../ui/step-up-sheet';
import { usePlatformNow } from '../../ui/time';
import {
  type AskedRequest,
  approval,
  type Choice,
  chosenItems,
  neededStrength,
  sensitiveItems,
} from './choice';

/** Proves who decides, then gives the grant. If the answer is lost, what is true is read again. */
export function Prove({
  request,
  choice,
  onGiven,
  onClose,
}: {
  request: AskedRequest;
  choice: Choice;
  onGiven: (grant: GrantCardFragment) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const client = useQueryClient();
  const now = usePlatformNow();
  const items = chosenItems(request, choice);
  const approve = useMutation({
    mutationFn: (authentication: string) =>
      run(ApproveDocument, { input: approval(request, choice, authentication, now) }),
    onSuccess: ({ approveConsentRequest }) => onGiven(approveConsentRequest),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  if (approve.isIdle)
    return (
      <StepUpSheet
        action="APPROVE"
        target={request.id}
        needed={neededStrength(request, items)}
        why={
          sensitiveItems(request, items).length > 0 ? (
            <Trans>因为其中有敏感信息，需要再确认一次是您本人。</Trans>
          ) : (
            <Trans>需要确认是您本人。</Trans>
          )
        }
        onProof={(authentication) => approve.mutate(authentication)}
        onClose={onClose}
      />
    );
  return (
    <Sheet title={t`正在办理`} open onClose={onClose}>
      <Fault error={approve.error} />
      {approve.error instanceof Refused && approve.error.code === 'UNAVAILABLE' && (
        <p role="status">
          <Trans>正在核对结果</Trans>
        </p>
      )}
    </Sheet>
  );
}
