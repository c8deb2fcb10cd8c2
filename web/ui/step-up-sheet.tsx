import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import {
  type AuthenticationAction,
  CompleteAuthenticationDocument,
  type CompleteAuthenticationInput,
  PasskeysDocument,
  StartAuthenticationDocument,
  type StartAuthenticationInput,
  type Strength,
} from '../api/gql/graphql';
import { run } from '../api/transport';
import { AnswerChallenge } from './answer-challenge';
import { Loading } from './loading';
import { answerByPasskey, passkeysWork } from './passkey';
import { Fault } from './refusal-words';
import { Sheet } from './sheet';
import { atLeast } from './strength';

type Method = 'SMS' | 'SCAN' | 'FACE' | 'PASSKEY';

/**
 * The steps of one way to prove who one is. E-voucher and SMS together count as a face comparison, and a passkey counts
 * as an e-voucher.
 */
interface Way {
  readonly key: string;
  readonly steps: readonly Method[];
  readonly words: ReactNode;
}

/** In the order in which they are offered: one touch first, then the strongest. */
const WAYS: readonly (Way & { strength: Strength })[] = [
  { key: 'PASSKEY', steps: ['PASSKEY'], strength: 'SCAN', words: <Trans>通行密钥</Trans> },
  { key: 'FACE', steps: ['FACE'], strength: 'FACE', words: <Trans>刷脸</Trans> },
  {
    key: 'BOTH',
    steps: ['SCAN', 'SMS'],
    strength: 'FACE',
    words: <Trans>扫医保电子凭证，再加短信验证码（两步，一样有效）</Trans>,
  },
  {
    key: 'PASSKEY_BOTH',
    steps: ['PASSKEY', 'SMS'],
    strength: 'FACE',
    words: <Trans>通行密钥，再加短信验证码（两步，一样有效）</Trans>,
  },
  { key: 'SCAN', steps: ['SCAN'], strength: 'SCAN', words: <Trans>扫医保电子凭证</Trans> },
  { key: 'SMS', steps: ['SMS'], strength: 'SMS', words: <Trans>短信验证码</Trans> },
];

export interface Proving {
  readonly action: AuthenticationAction;
  /** The request or grant that is decided on; nothing for what is about oneself. */
  readonly target?: string;
  readonly needed: Strength;
  /** One line on why it is asked. */
  readonly why: ReactNode;
}

/** Asks for a proof of who one is, by any lawful way that is strong enough, and gives the proof back. */
export function StepUpSheet({
  action,
  target,
  needed,
  why,
  onProof,
  onClose,
}: Proving & { onProof: (authentication: string) => void; onClose: () => void }) {
  const { t } = useLingui();
  const [way, setWay] = useState<Way | null>(null);
  const [step, setStep] = useState(0);
  const method = way?.steps[step];
  const hasPasskey = usePasskey();
  const ways = WAYS.filter(
    ({ strength, steps }) => atLeast(strength, needed) && (hasPasskey || !steps.includes('PASSKEY')),
  );
  const proven = (authentication: string) => {
    if (way && step + 1 < way.steps.length) setStep(step + 1);
    else onProof(authentication);
  };
  return (
    <Sheet title={t`请再确认是您本人`} open onClose={onClose}>
      <p>{why}</p>
      {way && step > 0 && (
        <p role="status">
          ✓ <Trans>第 1 步完成，再输短信验证码</Trans>
        </p>
      )}
      {method === undefined ? (
        <div className="cards">
          {ways.map((one) => (
            <Button key={one.key} className="react-aria-Button wide" onPress={() => setWay(one)}>
              {one.words}
            </Button>
          ))}
        </div>
      ) : (
        <Challenge
          key={method}
          input={{
            action,
            ...(target !== undefined && { target }),
            method: method === 'PASSKEY' ? 'SCAN' : method,
            passkey: method === 'PASSKEY',
          }}
          onProof={proven}
        />
      )}
      {way && (
        <Button
          className="react-aria-Button plain"
          onPress={() => {
            setWay(null);
            setStep(0);
          }}
        >
          <Trans>换一种方式</Trans>
        </Button>
      )}
    </Sheet>
  );
}

/** Whether the person has a passkey and this browser knows them. */
function usePasskey(): boolean {
  const works = passkeysWork();
  const { data } = useQuery({
    queryKey: ['consents', 'passkeys'],
    queryFn: () => run(PasskeysDocument, {}),
    enabled: works,
  });
  return works && (data?.me.passkeys.length ?? 0) > 0;
}

type ChallengeInput = Pick<StartAuthenticationInput, 'action' | 'target' | 'method' | 'passkey'>;

function Challenge({ input, onProof }: { input: ChallengeInput; onProof: (authentication: string) => void }) {
  const start = useMutation({
    mutationFn: () => run(StartAuthenticationDocument, { input }),
    onSuccess: async ({ startAuthentication: { id, passkeyOptions } }) => {
      if (passkeyOptions)
        complete.mutate({ challengeId: id, response: await answerByPasskey(passkeyOptions) });
    },
  });
  const complete = useMutation({
    mutationFn: (answer: CompleteAuthenticationInput) =>
      run(CompleteAuthenticationDocument, { input: answer }),
    onSuccess: ({ completeAuthentication }) => onProof(completeAuthentication.id),
  });
  const again = () => {
    complete.reset();
    start.mutate();
  };
  // Whoever has chosen a way has begun it: a second button for the same would be one step more.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    start.mutate();
  }, [start.mutate]);
  const challenge = start.data?.startAuthentication;
  if (!challenge && !start.isError) return <Loading />;
  if (!challenge || input.passkey)
    return (
      <>
        <Fault error={start.error ?? complete.error} />
        <Button
          className="react-aria-Button strong wide"
          isDisabled={start.isPending || complete.isPending}
          onPress={again}
        >
          {input.passkey ? <Trans>用通行密钥确认</Trans> : <Begin method={input.method} />}
        </Button>
      </>
    );
  return (
    <AnswerChallenge
      challenge={challenge}
      pending={complete.isPending}
      error={complete.error}
      onResponse={(response) => complete.mutate({ challengeId: challenge.id, response })}
      onAgain={again}
    />
  );
}

function Begin({ method }: { method: Strength }) {
  if (method === 'SMS') return <Trans>发送短信验证码</Trans>;
  return method === 'SCAN' ? <Trans>打开医保电子凭证</Trans> : <Trans>开始刷脸</Trans>;
}
