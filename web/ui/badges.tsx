import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Delivery, GrantStatus } from '../api/gql/graphql';

/** Level of an item: a shape, a word and a colour. */
export function LevelBadge({ level }: { level: number }) {
  if (level >= 3)
    return (
      <span className="badge sensitive">
        <span aria-hidden>◆</span> <Trans>敏感</Trans>
      </span>
    );
  return (
    <span className="badge">
      <span aria-hidden>{level === 2 ? '▲' : '●'}</span>{' '}
      {level === 2 ? <Trans>重要</Trans> : <Trans>一般</Trans>}
    </span>
  );
}

const DELIVERIES: Readonly<Record<Delivery, { sign: string; words: ReactNode }>> = {
  VERIFY: { sign: '＝', words: <Trans>仅比对</Trans> },
  MASKED: { sign: '▒', words: <Trans>遮盖后提供</Trans> },
  RETURN: { sign: '▣', words: <Trans>提供原值</Trans> },
};

/** How an item is given. */
export function DeliveryBadge({ delivery }: { delivery: Delivery }) {
  const { sign, words } = DELIVERIES[delivery];
  return (
    <span className="badge">
      <span aria-hidden>{sign}</span> {words}
    </span>
  );
}

const STATUSES: Readonly<Record<GrantStatus, { tone: string; sign: string; words: ReactNode }>> = {
  ACTIVE: { tone: 'ok', sign: '✓', words: <Trans>有效</Trans> },
  SUSPENDED: { tone: 'soon', sign: '◷', words: <Trans>已暂停</Trans> },
  EXHAUSTED: { tone: 'stop', sign: '■', words: <Trans>已用完</Trans> },
  EXPIRED: { tone: 'stop', sign: '■', words: <Trans>已到期</Trans> },
  REVOKED: { tone: 'stop', sign: '■', words: <Trans>已撤回</Trans> },
  SUPERSEDED: { tone: 'stop', sign: '■', words: <Trans>被替换</Trans> },
};

export function GrantStatusBadge({ status }: { status: GrantStatus }) {
  const known = STATUSES[status];
  if (!known)
    return (
      <span className="badge stop">
        <span aria-hidden>？</span> <Trans>未知状态，请刷新</Trans>
      </span>
    );
  return (
    <span className={`badge ${known.tone}`}>
      <span aria-hidden>{known.sign}</span> {known.words}
    </span>
  );
}
