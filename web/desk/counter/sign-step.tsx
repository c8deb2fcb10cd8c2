import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import {
  DeskApproveDocument,
  DeskConfirmItemsDocument,
  type DeskSessionFragment,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { type Paper, Papers } from '../../ui/papers';
import { Fault } from '../../ui/refusal-words';
import { sha256 } from '../../ui/sha256';
import { type Errand, noticeOf, termsOf } from './errand';
import type { LaneState } from './use-lane';

/** Step 5: papers and the signature. They are digested here and do not leave this machine. */
export function SignStep({
  lane,
  session,
  errand,
}: {
  lane: LaneState;
  session: DeskSessionFragment;
  errand: Errand;
}) {
  const { t } = useLingui();
  const [documents, setDocuments] = useState<readonly Paper[]>([]);
  const [signature, setSignature] = useState<readonly Paper[]>([]);
  const submit = useMutation({
    mutationFn: async () => {
      const evidence = {
        documents: documents.map(({ digest }) => digest),
        signature: signature[0]!.digest,
        // Of what was shown here, so that a notice that differs from the request's is refused.
        notice: await sha256(noticeOf(errand).text),
      };
      if (errand.kind === 'REQUEST')
        await run(DeskApproveDocument, {
          input: { sessionId: session.id, evidence, ...termsOf(errand.request, lane.choice) },
        });
      else
        await run(DeskConfirmItemsDocument, {
          input: { sessionId: session.id, grantId: errand.grant.id, sensitiveConfirmed: true, evidence },
        });
      return lane.again();
    },
    onSuccess: (after) => lane.finish('SIGNED', after),
  });
  const ready = documents.length > 0 && signature.length > 0;
  return (
    <>
      <p>
        <Trans>文件不上传，只登记指纹；原件留在本单位档案。</Trans>
      </p>
      <Papers label={t`证件和申请材料（可多选）`} multiple papers={documents} onPapers={setDocuments} />
      <Papers
        label={session.power ? t`代理人签名的扫描件` : t`本人签名的扫描件`}
        papers={signature}
        onPapers={setSignature}
      >
        <p className="quiet">
          <Trans>每办一件，签一次名。用过的签名不能再用。</Trans>
        </p>
      </Papers>
      <p className="digest quiet">
        <Trans>告知书摘要 {noticeOf(errand).digest}</Trans>
      </p>
      <Fault error={submit.error} />
      <div className="answers">
        <Button onPress={() => lane.goTo('DECIDE')}>
          <Trans>返回修改</Trans>
        </Button>
        <Button isDisabled={!ready || submit.isPending} onPress={() => submit.mutate()}>
          <Trans>提交</Trans>
        </Button>
      </div>
    </>
  );
}
