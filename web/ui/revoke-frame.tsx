import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Refused } from '../api/refusal';
import { useWhose } from './acting';
import { Fault } from './refusal-words';
import { Sheet } from './sheet';

interface Revoking {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly mutate: () => void;
}

/**
 * What taking back (撤回) does, said the same wherever it is done: what stops at once, what stays lawful, what the institution
 * must do. No reason and no proof is asked for.
 */
export function RevokeFrame({
  title,
  stops,
  used,
  revoke,
  button = <Trans>撤回</Trans>,
  autoFocus = false,
  onClose,
  children,
}: {
  title: string;
  stops: ReactNode;
  /** Uses that were taken already. */
  used: number;
  revoke: Revoking;
  button?: ReactNode;
  /** Whether Enter takes back at once, as for a clerk who works by keyboard. */
  autoFocus?: boolean;
  onClose: () => void;
  children?: ReactNode;
}) {
  return (
    <Sheet title={title} open onClose={onClose}>
      {children}
      <ul className="cards">
        <li>✓ {stops}</li>
        <li>
          ✓ <Trans>对方会收到通知，必须停止使用并删除凭您同意得到的数据。</Trans>
        </li>
        {used > 0 && (
          <li>
            ○ <Plural value={used} other="已经给过的 # 次仍然合法；依法要留的理赔资料可以继续保存。" />
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
        <Button autoFocus={autoFocus} isDisabled={revoke.isPending} onPress={() => revoke.mutate()}>
          {button}
        </Button>
        <Button onPress={onClose}>
          <Trans>先不撤</Trans>
        </Button>
      </div>
    </Sheet>
  );
}

/** What stops of one grant. */
export function Stops({ usesRemaining }: { usesRemaining?: number | null }) {
  const whose = useWhose();
  return usesRemaining == null ? (
    <Trans>马上停：不能再看{whose}数据。</Trans>
  ) : (
    <Plural value={usesRemaining} other="马上停：还没用的 # 次不能再用。" />
  );
}
