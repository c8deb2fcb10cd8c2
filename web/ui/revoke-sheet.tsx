import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { type GrantCardFragment, RevokeDocument } from '../api/gql/graphql';
import { Refused } from '../api/refusal';
import { run } from '../api/transport';
import { useWhose } from './acting';
import { Fault } from './refusal-words';
import { Sheet } from './sheet';

/**
 * Taking a grant back (撤回): what stops at once, what stays lawful, what the institution must do. The second tap does it;
 * no reason and no proof is asked for.
 */
export function RevokeSheet({ grant, onClose }: { grant: GrantCardFragment; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => run(RevokeDocument, { id: grant.id }),
    onSuccess: onClose,
    // Whatever came of it, what is true is read again: the answer may have been lost on the way.
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'consents' }),
  });
  const whose = useWhose();
  const institution = grant.recipient.name;
  return (
    <Sheet title={t`撤回给${institution}的授权？`} open onClose={onClose}>
      <ul className="cards">
        <li>
          ✓{' '}
          {grant.usesRemaining == null ? (
            <Trans>马上停：不能再看{whose}数据。</Trans>
          ) : (
            <Plural value={grant.usesRemaining} other="马上停：还没用的 # 次不能再用。" />
          )}
        </li>
        <li>
          ✓ <Trans>对方会收到通知，必须停止使用并删除凭您同意得到的数据。</Trans>
        </li>
        {grant.used > 0 && (
          <li>
            ○ <Plural value={grant.used} other="已经给过的 # 次仍然合法；依法要留的理赔资料可以继续保存。" />
          </li>
        )}
        <li>
          ○ <Trans>这项服务可能受影响：可以改用纸质材料办理。</Trans>
        </li>
      </ul>
      <Fault error={revoke.error} />
      {revoke.error instanceof Refused && revoke.error.code === 'UNAVAILABLE' && (
        <p>
          <Trans>正在核对结果：请看授权现在的状态。</Trans>
        </p>
      )}
      <div className="answers">
        <Button isDisabled={revoke.isPending} onPress={() => revoke.mutate()}>
          <Trans>撤回</Trans>
        </Button>
        <Button onPress={onClose}>
          <Trans>先不撤</Trans>
        </Button>
      </div>
    </Sheet>
  );
}
