import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { ApproveDocument, type GrantCardFragment, PreviewTermsDocument } from '../../api/gql/graphql';
import { Refused } from '../../api/refusal';
import { run } from '../../api/transport';
import { Loaded } from '../../ui/loading';
import { Fault } from '../../ui/refusal-words';
import { Sheet } from '../../ui/sheet';
import { StepUpSheet } from '../../ui/step-up-sheet';
import { usePlatformNow } from '../../ui/time';
import { type AskedRequest, approval, type Choice, given, needsConfirmation } from './choice';
import { Problems } from './problems';

/**
 * Finds out what approving would be refused for, then proves who decides, then gives the grant: no code is sent in vain. If the
 * answer is lost, what is true is read again.
 */
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
  const approve = useMutation({
    mutationFn: (authentication: string) =>
      run(ApproveDocument, { input: approval(request, choice, authentication, now) }),
    onSuccess: ({ approveConsentRequest }) => onGiven(approveConsentRequest),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const [asked] = useState(() => given(request, choice, now));
  const judged = useQuery({
    queryKey: ['preview', asked],
    queryFn: async () => (await run(PreviewTermsDocument, { input: asked })).previewApproval,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (!judged.data || judged.data.problems.length > 0)
    return (
      <Sheet title={t`还不能同意`} open onClose={onClose}>
        <Loaded query={judged}>{({ problems }) => <Problems request={request} problems={problems} />}</Loaded>
        <Button onPress={onClose}>
          <Trans>返回修改</Trans>
        </Button>
      </Sheet>
    );
  if (approve.isIdle)
    return (
      <StepUpSheet
        action="APPROVE"
        target={request.id}
        needed={judged.data.requiredStrength}
        why={
          needsConfirmation(request, choice) ? (
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
