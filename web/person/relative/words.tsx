import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type {
  ApplicationFragment,
  Relation,
  RelativeApplicationStatus,
  RelativeInterest,
} from '../../api/gql/graphql';

/** What the applicant is to who has died. A kind without words does not compile. */
export const RELATIONS: Readonly<Record<Relation, ReactNode>> = {
  SPOUSE: <Trans>配偶</Trans>,
  CHILD: <Trans>子女</Trans>,
  PARENT: <Trans>父母</Trans>,
  SIBLING: <Trans>兄弟姐妹</Trans>,
  GRANDPARENT: <Trans>祖父母、外祖父母</Trans>,
  GRANDCHILD: <Trans>孙子女、外孙子女</Trans>,
};

export const INTERESTS: Readonly<Record<RelativeInterest, ReactNode>> = {
  INHERITANCE: <Trans>办继承，比如要知道个人账户还有多少钱</Trans>,
  INSURANCE_CLAIM: <Trans>办保险理赔，比如要住院的结算明细</Trans>,
  MEDICAL_DISPUTE: <Trans>处理医疗纠纷，比如要知道看了什么病</Trans>,
  OTHER: <Trans>其他与我自己有关的正当事</Trans>,
};

const STATUSES: Readonly<
  Record<RelativeApplicationStatus, { tone: string; sign: string; words: ReactNode }>
> = {
  PENDING: { tone: 'soon', sign: '◷', words: <Trans>待审</Trans> },
  APPROVED: { tone: 'ok', sign: '✓', words: <Trans>可以查看</Trans> },
  REFUSED: { tone: 'stop', sign: '■', words: <Trans>不予同意</Trans> },
};

const REVIEWERS = 2;

export function ApplicationStatus({
  application: { status, reviews },
}: {
  application: ApplicationFragment;
}) {
  const { tone, sign, words } = STATUSES[status];
  const approved = reviews.filter((review) => review.approved).length;
  return (
    <p className="row">
      <span className={`badge ${tone}`}>
        <span aria-hidden>{sign}</span> {words}
      </span>
      {status === 'PENDING' && (
        <span className="number">
          <Plural value={approved} other={`已有 # 位审核人通过，共需 ${REVIEWERS} 位`} />
        </span>
      )}
    </p>
  );
}
