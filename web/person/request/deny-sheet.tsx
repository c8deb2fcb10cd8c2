import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { DenyDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Fault } from '../../ui/refusal-words';
import { Sheet } from '../../ui/sheet';
import type { AskedRequest } from './choice';

/** Saying no. No reason is asked for, and no proof. */
export function DenySheet({ request, onClose }: { request: AskedRequest; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const deny = useMutation({
    mutationFn: () => run(DenyDocument, { id: request.id }),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const institution = request.recipient.name;
  return (
    <Sheet title={t`不同意${institution}的申请？`} open onClose={onClose}>
      <p>
        <Trans>对方只知道您没有同意，什么也看不到。30 天内不能就此再问您。</Trans>
      </p>
      <Fault error={deny.error} />
      <div className="answers">
        <Button isDisabled={deny.isPending} onPress={() => deny.mutate()}>
          <Trans>不同意</Trans>
        </Button>
        <Button onPress={onClose}>
          <Trans>先不决定</Trans>
        </Button>
      </div>
    </Sheet>
  );
}
