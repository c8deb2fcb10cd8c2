import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { JoinInstitutionDocument, type MemberRole } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { NeedsFace } from '../sign-in/needs-face';

const ROLES: Readonly<Record<MemberRole, ReactNode>> = {
  OWNER: <Trans>管理员</Trans>,
  DEVELOPER: <Trans>密钥管理</Trans>,
  HANDLER: <Trans>经办</Trans>,
  AUDITOR: <Trans>审计</Trans>,
};

/**
 * Takes up an invitation to be a member of an institution. The secret stands behind # in the address, so no server is told it,
 * and it is sent when the person says so.
 */
export default function Join() {
  const { t } = useLingui();
  const [invitation] = useState(() => window.location.hash.slice(1));
  const join = useMutation({ mutationFn: () => run(JoinInstitutionDocument, { invitation }), gcTime: 0 });
  const joined = join.data?.joinInstitution;
  return (
    <Page title={t`加入机构`}>
      {joined ? (
        <section className="card" role="status">
          <p>
            <Trans>您已是“{joined.institution.name}”的机构人员。</Trans>
          </p>
          <ul>
            {joined.roles.map((role) => (
              <li key={role}>{ROLES[role]}</li>
            ))}
          </ul>
          <p className="number">
            <Trans>账户编号：{joined.code}</Trans>
          </p>
        </section>
      ) : invitation === '' ? (
        <p role="status">
          <Trans>这个地址里没有邀请。请从机构发给您的链接打开。</Trans>
        </p>
      ) : (
        <>
          <p>
            <Trans>
              有机构邀请您成为它的人员。邀请只能由您本人使用一次。加入与您自己的医保信息无关，机构看不到它们。
            </Trans>
          </p>
          <NeedsFace>
            <Fault error={join.error} />
            <Button className="strong" isDisabled={join.isPending} onPress={() => join.mutate()}>
              <Trans>加入</Trans>
            </Button>
          </NeedsFace>
        </>
      )}
    </Page>
  );
}
