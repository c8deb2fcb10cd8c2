import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import {
  ReviewCaseDocument,
  type ReviewCaseQuery,
  ReviewConfirmDocument,
  ReviewReturnDocument,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { GrantedItems } from '../../ui/granted-items';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Fault } from '../../ui/refusal-words';
import { Day, TimeLeft } from '../../ui/time';
import { ReasonSheet } from './reason-sheet';

type Case = NonNullable<ReviewCaseQuery['counterApproval']>;

/** One case: what was shown, what was agreed, and its digests. The person is there: the reviewer compares face and papers. */
export function ReviewCase({ id, onDone }: { id: string; onDone: (words: string | null) => void }) {
  // Each reading is a look, which is in the ledger: the case is read once.
  const query = useQuery({
    queryKey: ['desk', 'case', id],
    queryFn: () => run(ReviewCaseDocument, { id }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Loaded query={query}>
      {({ counterApproval }) =>
        counterApproval ? (
          <Reviewing one={counterApproval} onDone={onDone} />
        ) : (
          <>
            <p role="alert">
              <Trans>没有这一件。请向经办人员核对号码。</Trans>
            </p>
            <Button autoFocus onPress={() => onDone(null)}>
              <Trans>返回</Trans>
            </Button>
          </>
        )
      }
    </Loaded>
  );
}

function Reviewing({ one, onDone }: { one: Case; onDone: (words: string | null) => void }) {
  const { t } = useLingui();
  const [returning, setReturning] = useState(false);
  const confirm = useMutation({
    mutationFn: () => run(ReviewConfirmDocument, { id: one.id }),
    onSuccess: () => onDone(t`已确认，已经生效。`),
  });
  return (
    <>
      <p className="banner">
        {one.power ? (
          <Trans>请当面核对：代理人、证件、授权委托书与签名。</Trans>
        ) : (
          <Trans>请当面核对：本人、证件与签名。</Trans>
        )}{' '}
        <TimeLeft until={one.expiresAt} />
      </p>
      <Agreed one={one} />
      <Shown one={one} />
      <Fault error={confirm.error} />
      <div className="answers">
        <Button onPress={() => setReturning(true)}>
          <Trans>退回，写明原因</Trans>
        </Button>
        <Button isDisabled={confirm.isPending} onPress={() => confirm.mutate()}>
          <Trans>确认</Trans>
        </Button>
      </div>
      <div>
        <Button className="react-aria-Button plain" onPress={() => onDone(null)}>
          <Trans>返回</Trans>
        </Button>
      </div>
      {returning && (
        <ReturnSheet
          id={one.id}
          onClose={() => setReturning(false)}
          onReturned={() => onDone(t`已退回经办人员。`)}
        />
      )}
    </>
  );
}

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Agreed({ one: { request, terms, confirms, power, counter, clerk } }: { one: Case }) {
  const { t } = useLingui();
  return (
    <section aria-label={t`本人同意的`} className="card">
      <h2>{request.recipient.name}</h2>
      <dl className="terms">
        <Row label={<Trans>用来</Trans>}>{nameOf(request.purpose)}</Row>
        <Row label={<Trans>用几次</Trans>}>
          {terms.maxUses ? <Plural value={terms.maxUses} other="# 次" /> : <Trans>到期前多次</Trans>}
        </Row>
        <Row label={<Trans>到什么时候</Trans>}>
          {terms.validUntil ? (
            <Day at={terms.validUntil} />
          ) : (
            <Plural value={request.validForDays} other="同意后 # 天" />
          )}
        </Row>
        <Row label={<Trans>敏感信息单独确认</Trans>}>
          {terms.sensitiveConfirmed ? <Trans>已确认</Trans> : <Trans>不需要</Trans>}
        </Row>
        <Row label={<Trans>谁来办的</Trans>}>
          {power ? (
            <Trans>
              代理人，凭授权委托书：{power.matter}（{power.validFrom} – {power.validUntil}）
            </Trans>
          ) : (
            <Trans>本人</Trans>
          )}
        </Row>
        <Row label={<Trans>窗口 {counter}</Trans>}>
          <Trans>经办 {clerk}</Trans>
        </Row>
      </dl>
      {confirms && (
        <p>
          <Trans>这是对已有授权中级别提高的信息项的再次确认。</Trans>
        </p>
      )}
      <GrantedItems items={terms.items} />
    </section>
  );
}

function Shown({ one: { request, evidence } }: { one: Case }) {
  const { t } = useLingui();
  return (
    <section aria-label={t`给本人看的`} className="card">
      <h2>
        <Trans>给本人看的告知书</Trans>
      </h2>
      <p className="notice">{request.notice}</p>
      <dl className="terms digest">
        <Row label={<Trans>告知书</Trans>}>
          {evidence.notice}
          {evidence.notice === request.noticeDigest && ' ✓'}
        </Row>
        <Row label={<Trans>签名</Trans>}>{evidence.signature}</Row>
        {evidence.documents.map((digest) => (
          <Row key={digest} label={<Trans>材料</Trans>}>
            {digest}
          </Row>
        ))}
      </dl>
    </section>
  );
}

function ReturnSheet({
  id,
  onClose,
  onReturned,
}: {
  id: string;
  onClose: () => void;
  onReturned: () => void;
}) {
  const { t } = useLingui();
  const back = useMutation({
    mutationFn: (reason: string) => run(ReviewReturnDocument, { id, reason }),
    onSuccess: onReturned,
  });
  return (
    <ReasonSheet
      title={t`退回给经办人员？`}
      label={t`原因（经办人员和本人会看到）`}
      yes={<Trans>退回</Trans>}
      no={<Trans>先不退回</Trans>}
      error={back.error}
      pending={back.isPending}
      onReason={(reason) => back.mutate(reason)}
      onClose={onClose}
    />
  );
}
