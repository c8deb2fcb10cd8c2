import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { EventFragment, EventKind } from '../../api/gql/graphql';
import { useWhose } from '../../ui/acting';
import { namesOf } from '../../ui/item-names';

/** What happened, as one sentence. A kind without words does not compile. */
export function Sentence({ event, times }: { event: EventFragment; times: number }) {
  const whose = useWhose();
  const { name = '' } = event.recipient ?? {};
  return SENTENCES[event.kind]({ event, times, whose, institution: name, count: event.items.length });
}

interface Told {
  readonly event: EventFragment;
  /** For how many of its kind the sentence stands. */
  readonly times: number;
  readonly whose: string;
  readonly institution: string;
  readonly count: number;
}

const SENTENCES: Readonly<Record<EventKind, (told: Told) => ReactNode>> = {
  REQUEST_RECEIVED: ({ institution, whose, count }) => (
    <Trans>
      {institution} 想看{whose}数据（{count} 项）。
    </Trans>
  ),
  REQUEST_ANSWERED: ({ event, institution }) =>
    event.why === 'APPROVED' ? (
      <Trans>已答复 {institution} 的申请：同意。</Trans>
    ) : (
      <Trans>已答复 {institution} 的申请：不同意。</Trans>
    ),
  REQUEST_CANCELLED: ({ institution }) => <Trans>{institution} 自己撤走了申请。</Trans>,
  REQUEST_EXPIRED: ({ institution }) => <Trans>{institution} 的申请没有人答复，已过期。</Trans>,
  GRANT_GIVEN: ({ institution, count }) => (
    <Trans>
      给了 {institution} 一份授权（{count} 项）。
    </Trans>
  ),
  GRANT_REVOKED: ({ institution }) => <Trans>撤回了给 {institution} 的授权。</Trans>,
  GRANT_SUSPENDED: ({ institution }) => <Trans>给 {institution} 的授权暂停了，现在不能看。</Trans>,
  GRANT_REINSTATED: ({ institution }) => <Trans>给 {institution} 的授权恢复了。</Trans>,
  GRANT_ENDED: ({ event, institution }) =>
    ENDED[event.why ?? '']?.(institution) ?? ENDED.EXPIRED!(institution),
  // The card of the reading says it.
  DISCLOSURE: () => null,
  REREAD: ({ institution, whose, times }) => (
    <Trans>
      {institution} 又看了 {times} 次{whose}同样的数据，不另算次数。
    </Trans>
  ),
  REFUSAL: ({ event, institution, times }) => (
    <>
      {event.refusedItems.length === 0 ? (
        <Trans>
          没有给出：{institution} 试过 {times} 次。
        </Trans>
      ) : (
        <Trans>
          没有给出：{institution} 想看{namesOf(event.refusedItems)}，试过 {times} 次。
        </Trans>
      )}{' '}
      {event.refusal && (WHY_NOT[event.refusal] ?? null)}
    </>
  ),
  OWN_ACCESS: ({ event, times }) => (LOOKED[event.by] ?? LOOKED.SELF!)(times),
  PREVIEW: ({ event, times }) => (LOOKED[event.by] ?? LOOKED.SELF!)(times),
  OWN_EXPORT: ({ whose }) => <Trans>带走了{whose}全部数据。</Trans>,
  RELATIVE_ACCESS: ({ times }) => <Plural value={times} other="近亲属看了去世亲人的数据（# 次）。" />,
  STAFF_LOOK: ({ whose, times }) => (
    <Trans>
      工作人员看了{whose}授权或材料（{times} 次）。
    </Trans>
  ),
  AUTHENTICATOR_CHANGED: () => <Trans>登录用的指纹或面容有改动。不是您办的，请打 12393。</Trans>,
  COUNTER_SESSION: () => <Trans>在窗口办过业务。</Trans>,
};

const ENDED: Readonly<Record<string, (institution: string) => ReactNode>> = {
  EXPIRED: (institution) => <Trans>给 {institution} 的授权到期了。</Trans>,
  EXHAUSTED: (institution) => <Trans>给 {institution} 的授权用完了次数。</Trans>,
  SUPERSEDED: (institution) => <Trans>给 {institution} 的授权换成了新的一份。</Trans>,
};

const LOOKED: Readonly<Record<string, (times: number) => ReactNode>> = {
  SELF: (times) => <Plural value={times} other="我自己看的（# 次）。" />,
  GUARDIAN: (times) => <Plural value={times} other="监护人看了（# 次）。" />,
  LEGAL_REP: (times) => <Plural value={times} other="法定代表人看了（# 次）。" />,
};

/** Why nothing was given, for the person whose data it is. */
const WHY_NOT: Readonly<Record<string, ReactNode>> = {
  ITEM_NOT_GRANTED: <Trans>这一项您没有给。</Trans>,
  GRANT_REVOKED: <Trans>授权已经撤回。</Trans>,
  GRANT_EXPIRED: <Trans>授权已经到期。</Trans>,
  GRANT_EXHAUSTED: <Trans>次数已经用完。</Trans>,
  GRANT_SUSPENDED: <Trans>授权正在暂停。</Trans>,
  GRANT_SUPERSEDED: <Trans>授权已换成新的一份。</Trans>,
  OPERATOR_REQUIRED: <Trans>机构没有说明是谁在使用。</Trans>,
  GRANT_DAILY_LIMIT: <Trans>当天的次数已经用完。</Trans>,
  TERMS_NOT_ALLOWED: <Trans>超出了授权的时间范围。</Trans>,
  RECIPIENT_SUSPENDED: <Trans>这家机构正被暂停。</Trans>,
};
