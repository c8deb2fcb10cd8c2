import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Refused } from '../api/refusal';
import { useItemNames } from './item-names';
import { Clock } from './time';

/** What a refusal means to the person who reads it, and what they can do. Unknown codes say that nothing was changed. */
export function RefusalWords({ error }: { error: unknown }) {
  const refused = error instanceof Refused ? error : new Refused('UNAVAILABLE');
  const say = WORDS[refused.code] ?? WORDS.UNAVAILABLE!;
  return <span>{say(refused)}</span>;
}

/** An error above a form or instead of a list, read aloud at once. */
export function Fault({ error }: { error: unknown }) {
  return (
    <p role="alert" className="fault fault-line">
      {error != null && <RefusalWords error={error} />}
    </p>
  );
}

function Items({ codes }: { codes: readonly string[] }) {
  const names = useItemNames();
  return <>{codes.map((code) => names(code)).join('、')}</>;
}

const WORDS: Readonly<Record<string, (refused: Refused) => ReactNode>> = {
  UNAUTHENTICATED: () => <Trans>登录已结束，请再登录。您填的内容还在。</Trans>,
  FORBIDDEN: () => <Trans>您的身份不能办这件事。</Trans>,
  NOT_FOUND: () => <Trans>没有找到，或者不是您的。</Trans>,
  BAD_USER_INPUT: () => <Trans>有一项填得不对，请检查后再试。</Trans>,
  RATE_LIMITED: ({ retryAfterSeconds }) =>
    retryAfterSeconds === null ? (
      <Trans>太频繁了，请稍后再试，或换一种方式。</Trans>
    ) : (
      <Trans>
        太频繁了，请在 <Clock inSeconds={retryAfterSeconds} /> 后再试，或换一种方式。
      </Trans>
    ),
  TERMS_NOT_ALLOWED: () => <Trans>超出了允许的范围，请改小一些。</Trans>,
  CONSENT_REQUEST_CLOSED: () => <Trans>这份申请已经有了结果，请看下面。</Trans>,
  ITEM_NOT_ALLOWED: () => <Trans>有的信息项对方没有要，不能给：</Trans>,
  REQUIRED_ITEM_MISSING: (refused) => (
    <Trans>
      少了必需的信息项：
      <Items codes={refused.list('items')} />
      。可以保留，或选不同意。
    </Trans>
  ),
  SENSITIVE_CONFIRMATION_REQUIRED: () => <Trans>还差敏感信息的单独确认。</Trans>,
  STRENGTH_REQUIRED: () => <Trans>需要更强的身份核验。</Trans>,
  AUTHENTICATION_FAILED: ({ detail: { attemptsLeft } }) =>
    typeof attemptsLeft === 'number' && attemptsLeft > 0 ? (
      <Plural value={attemptsLeft} other="核验没有通过，还可以试 # 次。" />
    ) : (
      <Trans>核验没有通过。请再来一次，或换一种方式。</Trans>
    ),
  OPERATOR_REQUIRED: () => <Trans>请写明是谁在使用：工号，或 SYSTEM。没有计次。</Trans>,
  NOTHING_SELECTED: () => <Trans>请至少选一项。</Trans>,
  GRANT_REVOKED: () => <Trans>这份授权已经撤回。</Trans>,
  GRANT_EXPIRED: () => <Trans>这份授权已经到期。</Trans>,
  GRANT_EXHAUSTED: () => <Trans>次数已经用完。</Trans>,
  QUERY_TOO_EXPENSIVE: () => <Trans>一次要得太多，请缩小范围。</Trans>,
  PASSKEY_THERE: () => <Trans>这台设备已经有您的通行密钥了。</Trans>,
  PASSKEY_STOPPED: () => <Trans>没有完成，什么也没有改。可以再来一次，或换一种方式。</Trans>,
  OFFLINE: () => <Trans>没有网络，没有任何改动。连上后再试，或打 12393。</Trans>,
  UNAVAILABLE: () => <Trans>现在办不了，没有任何改动。请稍后再试，或打 12393。</Trans>,
};
