import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import {
  type RelativeCaseFragment,
  type RelativeEvidenceKind,
  ReviewRelativeDocument,
} from '../../api/gql/graphql';
import { Refused } from '../../api/refusal';
import { run } from '../../api/transport';
import { INTERESTS, RELATIONS } from '../../person/relative/words';
import { namesOf } from '../../ui/item-names';
import { type Paper, Papers } from '../../ui/papers';
import { Fault } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';
import { ReasonSheet } from './reason-sheet';

interface Named {
  readonly name: string;
  readonly certNo: string;
}
const NOBODY: Named = { name: '', certNo: '' };

/**
 * One application of a near relative. The reviewer types whom the papers name, and the platform answers only whether they
 * are those of the application: nobody’s data is shown. The approval of two reviewers opens the record; one refusal is final.
 */
export function RelativeCase({
  one,
  onDone,
}: {
  one: RelativeCaseFragment;
  onDone: (words: string | null) => void;
}) {
  const { t } = useLingui();
  const [deceased, setDeceased] = useState(NOBODY);
  const [applicant, setApplicant] = useState(NOBODY);
  const [refusing, setRefusing] = useState(false);
  const before = one.reviews.filter(({ approved }) => approved).length;
  const review = useMutation({
    mutationFn: (input: { approve: boolean; reason?: string }) =>
      run(ReviewRelativeDocument, {
        input: { id: one.id, ...input, ...(input.approve && { papers: { deceased, applicant } }) },
      }),
    onSuccess: ({ reviewRelativeApplication: { status } }) => onDone(outcomes[status]),
  });
  const outcomes = {
    APPROVED: t`已通过，申请人可以查看了。`,
    PENDING: t`已通过，还要另一位复核人员核对。`,
    REFUSED: t`已驳回，申请人会看到原因。`,
  };
  const isTyped = [deceased, applicant].every(({ name, certNo }) => name !== '' && certNo !== '');
  const differs = review.error instanceof Refused && review.error.code === 'BAD_USER_INPUT';
  return (
    <>
      <p className="banner">
        <Trans>请核对材料原件和申请人本人。与申请人有亲属关系的，请换一位复核人员。</Trans>
      </p>
      {before > 0 && (
        <p role="status">
          <Plural value={before} other="已有 # 位复核人员通过。" />
        </p>
      )}
      <Applied one={one} />
      <Digests one={one} />
      <section aria-label={t`材料上写的`} className="card">
        <h2>
          <Trans>材料上写的</Trans>
        </h2>
        <div className="columns">
          <OnPaper label={t`逝者`} value={deceased} onChange={setDeceased} />
          <OnPaper label={t`申请人`} value={applicant} onChange={setApplicant} />
        </div>
        <p className="quiet">
          <Trans>照材料填写。平台只回答和申请写的是否一致，不显示任何人的资料。</Trans>
        </p>
        {differs ? (
          <p role="alert" className="fault">
            ✕ <Trans>不一致：材料上的人和申请写的不同。请再看一遍，或者驳回。</Trans>
          </p>
        ) : (
          <Fault error={review.error} />
        )}
      </section>
      <div className="answers">
        <Button onPress={() => setRefusing(true)}>
          <Trans>驳回，写明原因</Trans>
        </Button>
        <Button isDisabled={!isTyped || review.isPending} onPress={() => review.mutate({ approve: true })}>
          <Trans>一致就通过</Trans>
        </Button>
      </div>
      <div>
        <Button className="react-aria-Button plain" onPress={() => onDone(null)}>
          <Trans>返回</Trans>
        </Button>
      </div>
      {refusing && (
        <ReasonSheet
          title={t`驳回这份申请？`}
          label={t`原因（申请人会看到）`}
          yes={<Trans>驳回</Trans>}
          no={<Trans>先不驳回</Trans>}
          error={review.error}
          pending={review.isPending}
          onReason={(reason) => review.mutate({ approve: false, reason })}
          onClose={() => setRefusing(false)}
        />
      )}
    </>
  );
}

function Applied({ one: { relation, interest, items, createdAt } }: { one: RelativeCaseFragment }) {
  const { t } = useLingui();
  return (
    <section aria-label={t`申请写的`} className="card">
      <dl className="terms">
        <dt>
          <Trans>申请人是逝者的</Trans>
        </dt>
        <dd>{RELATIONS[relation]}</dd>
        <dt>
          <Trans>为什么要看</Trans>
        </dt>
        <dd>{INTERESTS[interest]}</dd>
        <dt>
          <Trans>要看的</Trans>
        </dt>
        <dd>{namesOf(items)}</dd>
        <dt>
          <Trans>提交时间</Trans>
        </dt>
        <dd>
          <Moment at={createdAt} />
        </dd>
      </dl>
    </section>
  );
}

/** The papers of the application by their digests, held against scans of the originals, which do not leave this machine. */
function Digests({ one: { evidence } }: { one: RelativeCaseFragment }) {
  const { t } = useLingui();
  const [papers, setPapers] = useState<readonly Paper[]>([]);
  const kinds: Readonly<Record<RelativeEvidenceKind, string>> = {
    DEATH: t`死亡证明`,
    KINSHIP: t`亲属关系证明`,
    OTHER: t`其他材料`,
  };
  return (
    <section aria-label={t`材料指纹`} className="card">
      <h2>
        <Trans>材料指纹</Trans>
      </h2>
      <ul className="items">
        {evidence.map(({ kind, digest }) => (
          <li key={digest} className="row">
            {kinds[kind]} <span className="digest">{digest.slice(0, 8)}</span>
            {papers.some((paper) => paper.digest === digest) && (
              <span className="badge ok">
                <span aria-hidden>✓</span> <Trans>和这里的文件一致</Trans>
              </span>
            )}
          </li>
        ))}
      </ul>
      <Papers
        label={t`申请人带来的电子文件（可不选，只比对指纹）`}
        multiple
        papers={papers}
        onPapers={setPapers}
      />
    </section>
  );
}

function OnPaper({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Named;
  onChange: (value: Named) => void;
}) {
  const { t } = useLingui();
  return (
    <div>
      <TextField
        className="field"
        value={value.name}
        onChange={(name) => onChange({ ...value, name: name.trim() })}
      >
        <Label>{t`${label}姓名`}</Label>
        <Input autoComplete="off" spellCheck={false} />
      </TextField>
      <TextField
        className="field"
        value={value.certNo}
        onChange={(certNo) => onChange({ ...value, certNo: certNo.trim().toUpperCase() })}
      >
        <Label>{t`${label}证件号码`}</Label>
        <Input autoComplete="off" spellCheck={false} />
      </TextField>
    </div>
  );
}
