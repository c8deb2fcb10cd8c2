import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { useSignIn } from '../api/session';
import { DeskFault } from './desk-fault';
import { DeskPage } from './desk-page';
import { signByUkey, useDevices } from './devices';

/** Signs an employee in, or on, by their own smart card. There is no password. */
export function useStaffSignIn() {
  const devices = useDevices();
  const { signIn } = useSignIn();
  return useMutation({ mutationFn: async () => signIn({ assertion: await signByUkey(devices) }) });
}

export function StaffSignIn() {
  const { t } = useLingui();
  const signIn = useStaffSignIn();
  return (
    <DeskPage title={t`工作人员登录`}>
      <p>
        <Trans>请插上您自己的 UKey，然后按下面的按钮。</Trans>
      </p>
      <div>
        <Button
          className="react-aria-Button strong"
          isDisabled={signIn.isPending}
          onPress={() => signIn.mutate()}
        >
          <Trans>用 UKey 登录</Trans>
        </Button>
      </div>
      <DeskFault error={signIn.error} device="UKEY" />
    </DeskPage>
  );
}
