import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button, FieldError, Form, Input, Label, TextField } from 'react-aria-components';
import { StartAuthenticationDocument } from '../../api/gql/graphql';
import { useSignIn } from '../../api/session';
import { run } from '../../api/transport';
import { AnswerChallenge } from '../../ui/answer-challenge';
import { Page } from '../../ui/page';
import { answerByPasskey, passkeysWork } from '../../ui/passkey';
import { Fault } from '../../ui/refusal-words';
import { normalized, plausibleNumber } from './id-number';

export type Method = 'SMS' | 'SCAN' | 'FACE';

/** One question, and a large button for each way. After signing in one is where one wanted to go. */
export function SignIn() {
  const { t } = useLingui();
  return (
    <Page title={t`您想怎么登录？`}>
      <WaysToSignIn />
    </Page>
  );
}

/** The ways, on a page that says why. */
export function WaysToSignIn() {
  const [method, setMethod] = useState<Method | null>(null);
  return (
    <>
      {method === null ? (
        <div className="cards">
          <Choice onPress={() => setMethod('SCAN')}>
            <Trans>医保电子凭证</Trans>
          </Choice>
          <Choice onPress={() => setMethod('SMS')}>
            <Trans>短信验证码</Trans>
          </Choice>
          <Choice onPress={() => setMethod('FACE')}>
            <Trans>刷脸</Trans>
          </Choice>
          {passkeysWork() && <ByPasskey />}
        </div>
      ) : (
        <SignInBy key={method} method={method} onOther={() => setMethod(null)} />
      )}
      <p>
        <Trans>我们不会打电话向您要验证码。</Trans>
      </p>
    </>
  );
}

function Choice({ onPress, children }: { onPress: () => void; children: ReactNode }) {
  return (
    <Button className="react-aria-Button wide" onPress={onPress}>
      {children}
    </Button>
  );
}

/** One touch, on a device that was set up for it. The platform learns who it is from the answer alone. */
export function ByPasskey({ here = false }: { here?: boolean }) {
  const { signIn, signInHere } = useSignIn();
  const enter = useMutation({
    mutationFn: async () => {
      const input = { action: 'SIGN_IN', method: 'SCAN', passkey: true } as const;
      const { startAuthentication: challenge } = await run(StartAuthenticationDocument, { input });
      const response = await answerByPasskey(challenge.passkeyOptions!);
      await (here ? signInHere : signIn)({ challengeId: challenge.id, response });
    },
  });
  return (
    <>
      <Choice onPress={() => enter.mutate()}>
        <Trans>通行密钥（在设置过的设备上，用指纹、面容或锁屏密码）</Trans>
      </Choice>
      <Fault error={enter.error} />
    </>
  );
}

/** Signing in by one way, perhaps with a way back to the others, and perhaps in the middle of something. */
export function SignInBy({
  method,
  onOther,
  onDone,
}: {
  method: Method;
  onOther?: () => void;
  /** What comes next on the page. With it, what is on the page stays. */
  onDone?: () => void;
}) {
  const start = useMutation({
    mutationFn: (certNo: string) =>
      run(StartAuthenticationDocument, {
        input: { action: 'SIGN_IN', method, ...(method !== 'SCAN' && { certNo }) },
      }),
  });
  const { signIn, signInHere } = useSignIn();
  const challenge = start.data?.startAuthentication;
  const complete = useMutation({
    mutationFn: async (response: string) => {
      const answer = { challengeId: challenge!.id, response };
      await (onDone ? signInHere(answer) : signIn(answer));
    },
    onSuccess: () => onDone?.(),
  });
  const begin = (certNo: string) => {
    complete.reset();
    start.mutate(certNo);
  };
  return (
    <>
      {!challenge && method !== 'SCAN' && (
        <NumberForm pending={start.isPending} error={start.error} onNumber={begin} />
      )}
      {!challenge && method === 'SCAN' && (
        <>
          <Fault error={start.error} />
          <Button className="react-aria-Button strong wide" onPress={() => begin('')}>
            <Trans>打开医保电子凭证</Trans>
          </Button>
        </>
      )}
      {challenge && (
        <AnswerChallenge
          challenge={challenge}
          pending={complete.isPending}
          error={complete.error}
          onResponse={(response) => complete.mutate(response)}
          onAgain={() => begin(start.variables!)}
        />
      )}
      {onOther && (
        <Button className="react-aria-Button plain" onPress={onOther}>
          <Trans>换一种方式</Trans>
        </Button>
      )}
    </>
  );
}

/** The number is checked here by its check digit only, which tells nobody who is insured. It is kept in memory. */
function NumberForm({
  pending,
  error,
  onNumber,
}: {
  pending: boolean;
  error: unknown;
  onNumber: (certNo: string) => void;
}) {
  const { t } = useLingui();
  return (
    <Form
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        onNumber(normalized(String(new FormData(event.currentTarget).get('certNo'))));
      }}
    >
      <TextField
        className="field"
        name="certNo"
        isRequired
        autoFocus
        validate={(text) => (text === '' || plausibleNumber(text) ? null : t`证件号码好像不对，请再看一遍。`)}
      >
        <Label>
          <Trans>证件号码</Trans>
        </Label>
        <Input autoComplete="username" spellCheck={false} />
        <span className="fault-line">
          <FieldError />
        </span>
      </TextField>
      <Fault error={error} />
      <Button type="submit" className="react-aria-Button strong" isDisabled={pending}>
        <Trans>继续</Trans>
      </Button>
    </Form>
  );
}
