import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from 'react-aria-components';
import { Fault } from './refusal-words';
import { Sheet } from './sheet';

/** Saying no. No reason is asked for, and no proof. */
export function DenySheet({
  institution,
  deny,
  autoFocus = false,
  askedByPerson = false,
  onClose,
}: {
  institution: string;
  /** They came from the institution’s app, so saying no keeps them from nothing. */
  askedByPerson?: boolean;
  deny: { readonly error: Error | null; readonly isPending: boolean; readonly mutate: () => void };
  /** Whether Enter says no at once, as for a clerk who works by keyboard. */
  autoFocus?: boolean;
  onClose: () => void;
}) {
  const { t } = useLingui();
  return (
    <Sheet title={t`不同意${institution}的申请？`} open onClose={onClose}>
      <p>
        {askedByPerson ? (
          <Trans>对方只知道您没有同意，什么也看不到。</Trans>
        ) : (
          <Trans>对方只知道您没有同意，什么也看不到。30 天内不能就此再问您。</Trans>
        )}
      </p>
      <Fault error={deny.error} />
      <div className="answers">
        <Button autoFocus={autoFocus} isDisabled={deny.isPending} onPress={() => deny.mutate()}>
          <Trans>不同意</Trans>
        </Button>
        <Button onPress={onClose}>
          <Trans>先不决定</Trans>
        </Button>
      </div>
    </Sheet>
  );
}
