import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Refused } from '../api/refusal';
import { RefusalWords } from '../ui/refusal-words';
import { DeviceFault, type DeviceTrouble } from './devices';

/** What a device or the platform refused, in words, read aloud at once. */
export function DeskFault({ error, device }: { error: unknown; device: 'CARD' | 'UKEY' }) {
  return (
    <p role="alert" className="fault fault-line">
      {error instanceof DeviceFault && (device === 'CARD' ? CARD : UKEY)[error.trouble]}
      {error != null &&
        !(error instanceof DeviceFault) &&
        (device === 'CARD' ? <Unserved error={error} /> : <RefusalWords error={error} />)}
    </p>
  );
}

/** Whoever showed a card can't be served here: the employee themselves, or a child without a guardian. */
const Unserved = ({ error }: { error: unknown }) =>
  error instanceof Refused && error.code === 'FORBIDDEN' ? (
    <Trans>这位不能在这里办：不能为自己办理；未满 14 周岁的，须由监护人到场。</Trans>
  ) : (
    <RefusalWords error={error} />
  );

const CARD: Readonly<Record<DeviceTrouble, ReactNode>> = {
  NONE: <Trans>这台电脑没有设置读卡器。请改用扫码，或联系管理员。</Trans>,
  AWAY: <Trans>连不上读卡器的助手程序。请启动它，再读一次。</Trans>,
  EMPTY: <Trans>没有读到卡。请把卡放好，再读一次。</Trans>,
};

const UKEY: Readonly<Record<DeviceTrouble, ReactNode>> = {
  NONE: <Trans>这台电脑没有设置 UKey 助手程序。请联系管理员。</Trans>,
  AWAY: <Trans>连不上 UKey 的助手程序。请启动它，再试一次。</Trans>,
  EMPTY: <Trans>没有找到 UKey。请插上您自己的 UKey，再试一次。</Trans>,
};
