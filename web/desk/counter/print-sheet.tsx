import { Trans, useLingui } from '@lingui/react/macro';
import type { DeskSessionFragment } from '../../api/gql/graphql';
import { useSession } from '../../api/session';
import { QrCode } from '../../ui/qr-code';
import { Moment, usePlatformNow } from '../../ui/time';
import { type Choice, type Errand, noticeOf } from './errand';
import { Told } from './told';

/** What is printed: the notice with its number, a code of it, and the place to sign. */
export function PrintSheet({
  errand,
  choice,
  counter,
  power,
}: {
  errand: Errand;
  choice: Choice;
  counter: string;
  /** Under which an agent signs in the person’s place. */
  power: NonNullable<DeskSessionFragment['power']> | null;
}) {
  const { t } = useLingui();
  const { data: session } = useSession();
  const now = usePlatformNow();
  const { id, digest } = noticeOf(errand);
  return (
    <div className="print-only">
      <h1>
        <Trans>医保数据授权告知书</Trans>
      </h1>
      <p>
        <Trans>编号 {id}</Trans>
      </p>
      <Told errand={errand} choice={choice} />
      <div className="signing">
        <QrCode text={`assent:notice:${id}:${digest}`} label={t`告知书编号与摘要的二维码`} />
        <p>{power ? <Trans>代理人签名：</Trans> : <Trans>本人签名：</Trans>}＿＿＿＿＿＿＿＿＿＿</p>
        {power && (
          <p>
            <Trans>
              凭授权委托书：{power.matter}，到 {power.validUntil} 为止
            </Trans>
          </p>
        )}
        <p>
          <Trans>窗口 {counter}</Trans> · <Trans>经办 {session?.staff}</Trans> ·{' '}
          <Moment at={new Date(now).toISOString()} />
        </p>
      </div>
    </div>
  );
}
