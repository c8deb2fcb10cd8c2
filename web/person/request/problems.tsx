import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { ApprovalProblemFragment } from '../../api/gql/graphql';
import { Refused } from '../../api/refusal';
import { nameOf } from '../../ui/item-names';
import { RefusalWords } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';
import type { AskedRequest } from './choice';

/** Everything for which approving would be refused, each with what to change. */
export function Problems({
  request,
  problems,
}: {
  request: AskedRequest;
  problems: readonly ApprovalProblemFragment[];
}) {
  return (
    <div role="alert">
      <ul className="items">
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.field}`}>
            <Problem request={request} problem={problem} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Problem({ request, problem }: { request: AskedRequest; problem: ApprovalProblemFragment }) {
  const { code, field, items, limit } = problem;
  const beyond = code === 'TERMS_NOT_ALLOWED' && field && limit ? BEYOND[field] : undefined;
  if (beyond) return beyond(limit!);
  return (
    <>
      <RefusalWords error={new Refused(code, items ? { items } : {})} />
      {code === 'ITEM_NOT_ALLOWED' && items && <> {items.map((item) => named(request, item)).join('、')}</>}
    </>
  );
}

const named = (request: AskedRequest, code: string): string => {
  const asked = request.items.find(({ item }) => item.code === code);
  return asked ? nameOf(asked.item) : code;
};

const BEYOND: Readonly<Record<string, (limit: string) => ReactNode>> = {
  maxUses: (limit) => <Trans>次数最多 {limit} 次，请改少。</Trans>,
  validUntil: (limit) => (
    <Trans>
      最晚到 <Moment at={limit} />
      ，请改早。
    </Trans>
  ),
  recordsFrom: (limit) => <Trans>记录最早从 {limit} 起，请改晚。</Trans>,
};
