import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { type AfterDeath, AfterDeathDocument, ArrangeAfterDeathDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Choices } from '../../ui/choices';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { StepUpSheet } from '../../ui/step-up-sheet';
import { NeedsFace } from '../sign-in/needs-face';

/** What near relatives may do with one’s record after one’s death (PIPL 49). One can change it at any time. */
export default function After() {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: ['consents', 'after-death'],
    queryFn: () => run(AfterDeathDocument, {}),
  });
  return (
    <Page title={t`身后安排`} back={{ to: '/me', label: t`我的` }}>
      <p>
        <Trans>
          您去世以后，近亲属能不能申请查看您的医保数据，由您现在决定。随时可以改，以最后一次为准。
        </Trans>
      </p>
      <Loaded query={query}>
        {({ me }) => (
          <>
            <p>
              <strong>
                {me.afterDeath === 'OPEN' ? (
                  <Trans>现在的安排：近亲属可以申请</Trans>
                ) : (
                  <Trans>现在的安排：谁也不能查看</Trans>
                )}
              </strong>
            </p>
            <NeedsFace>
              <Arranging current={me.afterDeath} />
            </NeedsFace>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Arranging({ current }: { current: AfterDeath }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [wanted, setWanted] = useState<AfterDeath>(current);
  const [proving, setProving] = useState(false);
  const arrange = useMutation({
    mutationFn: (authentication: string) =>
      run(ArrangeAfterDeathDocument, { arrangement: wanted, authentication }),
    onMutate: () => setProving(false),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents', 'after-death'] }),
  });
  const options: readonly [AfterDeath, string][] = [
    ['OPEN', t`近亲属可以申请：须有自己的正当理由，两位工作人员核对材料后，只能看其中一部分，次数有限`],
    ['CLOSED', t`谁也不能查看：近亲属也不行`],
  ];
  return (
    <>
      <Choices label={t`改成`} options={options} value={wanted} onChange={setWanted} />
      <Fault error={arrange.error} />
      <p role="status">{arrange.isSuccess && wanted === current && <Trans>✓ 已按您的意思记下。</Trans>}</p>
      <Button
        className="react-aria-Button strong"
        isDisabled={wanted === current || arrange.isPending}
        onPress={() => setProving(true)}
      >
        <Trans>保存安排</Trans>
      </Button>
      {proving && (
        <StepUpSheet
          action="ARRANGE"
          needed="FACE"
          why={<Trans>这项安排很重要，需要再确认一次是您本人。</Trans>}
          onProof={(authentication) => arrange.mutate(authentication)}
          onClose={() => setProving(false)}
        />
      )}
    </>
  );
}
