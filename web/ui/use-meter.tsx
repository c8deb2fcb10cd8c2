import { Trans, useLingui } from '@lingui/react/macro';
import { Meter } from 'react-aria-components';
import type { GrantMode } from '../api/gql/graphql';
import { Moment, TimeLeft } from './time';

export interface Uses {
  readonly mode: GrantMode;
  readonly used: number;
  readonly maxUses?: number | null;
  readonly validUntil: string;
  readonly ended?: boolean;
}

const MOST_DOTS = 12;

/** How often a grant was used and how often it can be, then until when, in words. */
export function UseMeter({ mode, used, maxUses, validUntil, ended = false }: Uses) {
  const { t } = useLingui();
  const words = useWords({ mode, used, maxUses });
  return (
    <div className="meter">
      {maxUses ? (
        <Meter value={used} minValue={0} maxValue={maxUses} valueLabel={words} aria-label={t`使用次数`}>
          <span className="row">
            {maxUses <= MOST_DOTS && (
              <span className="dots" aria-hidden>
                {'●'.repeat(used)}
                {'○'.repeat(Math.max(0, maxUses - used))}
              </span>
            )}
            <span className="number">{words}</span>
          </span>
        </Meter>
      ) : (
        <p className="number">{words}</p>
      )}
      {!ended && (
        <p className="quiet">
          <TimeLeft until={validUntil} />
          <Trans>
            ，到 <Moment at={validUntil} />
          </Trans>
        </p>
      )}
    </div>
  );
}

function useWords({ mode, used, maxUses }: Pick<Uses, 'mode' | 'used' | 'maxUses'>): string {
  const { t } = useLingui();
  if (mode === 'ONE_TIME') return used === 0 ? t`可用 1 次，还没用` : t`已用`;
  if (maxUses) {
    const left = Math.max(0, maxUses - used);
    return t`已用 ${used} 次，还剩 ${left} 次`;
  }
  return t`已用 ${used} 次`;
}
