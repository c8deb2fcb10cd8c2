import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  type ActFragment,
  ActImpactDocument,
  type OfficerActKind,
  type OfficerActState,
  type ProposeActInput,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';

/** What two officers do on these pages. An act of any other kind is listed by its code, and proposed and confirmed by the API. */
export const ACTS: Readonly<Partial<Record<OfficerActKind, ReactNode>>> = {
  SUSPEND_RECIPIENT: <Trans>暂停机构</Trans>,
  REINSTATE_RECIPIENT: <Trans>恢复机构</Trans>,
  FREEZE_RECIPIENT: <Trans>冻结（数据安全事件）</Trans>,
  LIFT_FREEZE: <Trans>解除冻结</Trans>,
  PUBLISH_CATALOGUE: <Trans>提高信息项的级别</Trans>,
  APPROVE_APPLICATION: <Trans>批准机构的申请</Trans>,
  ACTIVATE_RECIPIENT: <Trans>启用机构</Trans>,
  CHANGE_AGREEMENT: <Trans>变更协议</Trans>,
  END_AGREEMENT: <Trans>终止协议</Trans>,
  REGISTER_PRODUCT: <Trans>登记产品</Trans>,
};

/** What it does, before anybody proposes or confirms it. */
export const EFFECTS: Readonly<Partial<Record<OfficerActKind, ReactNode>>> = {
  SUSPEND_RECIPIENT: <Trans>它的授权马上都不能用，也不能再申请新的。</Trans>,
  REINSTATE_RECIPIENT: <Trans>它的授权又能用了。</Trans>,
  FREEZE_RECIPIENT: <Trans>它的授权全部冻结；每个受影响的人都会收到通知。</Trans>,
  LIFT_FREEZE: <Trans>冻结的授权又能用了；受影响的人会在首页看到。</Trans>,
  PUBLISH_CATALOGUE: <Trans>这些项在已有的授权里先停下，本人再次确认以后才又能看。级别只升不降。</Trans>,
  APPROVE_APPLICATION: <Trans>协议有了新的一版，到起始日生效；还不是接收机构的，由此成为接收机构。</Trans>,
  ACTIVATE_RECIPIENT: <Trans>它的协议到起始日就生效，从那时起可以申请授权。</Trans>,
  CHANGE_AGREEMENT: <Trans>协议按下列变化执行；以前的授权也按新协议判断。</Trans>,
  END_AGREEMENT: <Trans>截止日以后不能再申请，也不能再使用。</Trans>,
  REGISTER_PRODUCT: <Trans>以后可以用这个产品的名义申请授权。</Trans>,
};

const STATES: Readonly<Record<OfficerActState, { sign: string; tone: string; words: ReactNode }>> = {
  OPEN: { sign: '◷', tone: 'soon', words: <Trans>待另一位确认</Trans> },
  CONFIRMED: { sign: '✓', tone: 'ok', words: <Trans>已生效</Trans> },
  LAPSED: { sign: '■', tone: 'stop', words: <Trans>没有按时确认，未生效</Trans> },
  WITHDRAWN: { sign: '■', tone: 'stop', words: <Trans>提议人已撤回</Trans> },
};

export function ActState({ state }: { state: OfficerActState }) {
  const { sign, tone, words } = STATES[state];
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden>{sign}</span> {words}
    </span>
  );
}

/** What would be other than before, line by line, as both officers see it. */
export function ActDiff({ act: { diff } }: { act: Pick<ActFragment, 'diff'> }) {
  if (diff.length === 0) return null;
  return (
    <ul>
      {diff.map(({ path, before, after, widens }) => (
        <li key={path}>
          <span className="digest">{path}</span> {before ?? <Trans>没有</Trans>} →{' '}
          {after ?? <Trans>没有</Trans>}
          {widens && (
            <strong>
              {' '}
              <Trans>扩大</Trans>
            </strong>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What is acted on: an institution, an application or a product, or items with their new levels. */
export function ActedOn({
  act: { recipient, subject, raises },
}: {
  act: Pick<ActFragment, 'recipient' | 'subject' | 'raises'>;
}) {
  if (recipient)
    return (
      <>
        {recipient.name} <span className="digest">{recipient.code}</span>{' '}
        {subject && <span className="digest">{subject}</span>}
      </>
    );
  if (subject) return <span className="digest">{subject}</span>;
  return <>{raises?.map(({ item, level }) => `${nameOf(item)} → ${level}`).join('、')}</>;
}

/** What the act would touch if it took effect now, counted before it. */
export function Impact({ act }: { act: Omit<ProposeActInput, 'reason'> }) {
  const query = useQuery({
    queryKey: ['desk', 'impact', act],
    queryFn: () => run(ActImpactDocument, { input: { ...act, reason: '' } }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <Loaded query={query}>
      {({ actImpact: { grants, people, items } }) => (
        <p role="status">
          <strong>
            <Trans>
              涉及 <Counted count={grants} /> 份授权、
              <Counted count={people} /> 人（机构也算）
            </Trans>
            {items != null && <Plural value={items} other="，# 个信息项" />}
          </strong>
        </p>
      )}
    </Loaded>
  );
}

/** A small number is not told: it could tell who it is. */
const Counted = ({ count }: { count?: number | null }) =>
  count == null ? <Trans>1 到 9</Trans> : <>{count}</>;
