import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { DeskApprovalDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { type Errand, institutionOf, spokenNumber } from './errand';
import type { LaneState } from './use-lane';

const ASK_EVERY_MS = 3_000;

/** Step 6: what came of it. What waits for a reviewer is asked for until they have answered. */
export function DoneStep({ lane, errand }: { lane: LaneState; errand: Errand }) {
  const { outcome } = lane;
  const institution = institutionOf(errand).name;
  return (
    <>
      <div role="status" className="large">
        {outcome?.kind === 'DENIED' && <Trans>已记下：不同意给{institution}。本人会收到短信。</Trans>}
        {outcome?.kind === 'GIVEN' && <Trans>已办好：{institution}。本人会收到短信。</Trans>}
        {outcome?.approvalId && <Reviewed id={outcome.approvalId} />}
      </div>
      <div className="row">
        <Button onPress={() => window.print()}>
          <Trans>打印回执（P）</Trans>
        </Button>
        <Button onPress={lane.backToChoice}>
          <Trans>还办别的</Trans>
        </Button>
        <Button autoFocus onPress={() => lane.next('DONE')}>
          <Trans>下一位（F8）</Trans>
        </Button>
      </div>
    </>
  );
}

function Reviewed({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['desk', 'approval', id],
    queryFn: () => run(DeskApprovalDocument, { id }),
    refetchInterval: ({ state }) =>
      state.data && state.data.counterApproval?.state !== 'WAITING' ? false : ASK_EVERY_MS,
    gcTime: 0,
  });
  const approval = data?.counterApproval;
  const number = spokenNumber(id);
  const reason = approval?.returnReason;
  switch (approval?.state) {
    case 'GIVEN':
      return (
        <p>
          ✓ <Trans>复核人员已确认，{number} 已生效。本人会收到短信。</Trans>
        </p>
      );
    case 'RETURNED':
      return (
        <p className="card danger">
          <Trans>
            复核人员退回了 {number}：{reason}
          </Trans>
        </p>
      );
    case 'LAPSED':
      return (
        <p className="card danger">
          <Trans>{number} 没有在会话结束前复核，没有生效。</Trans>
        </p>
      );
    default:
      return (
        <p>
          <Trans>待复核，{number}。请本人留在窗口，由复核人员当面核对。</Trans>
        </p>
      );
  }
}
