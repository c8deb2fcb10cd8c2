import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { useActing } from './acting';

/** On every page of somebody else: for whom one acts, and the way back to oneself. */
export function ActingBanner() {
  const { t } = useLingui();
  const acting = useActing();
  if (acting.kind === 'SELF') return null;
  const { label } = acting;
  return (
    <aside className="acting" aria-label={t`代办`}>
      <span>
        {acting.kind === 'WARD' ? (
          <Trans>您正在替 {label} 办理</Trans>
        ) : (
          <Trans>您正在代表 {label} 办理</Trans>
        )}
      </span>
      <Link href="~/">
        <Trans>换回本人</Trans>
      </Link>
    </aside>
  );
}
