import { i18n } from '@lingui/core';
import { Plural, Trans } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { useSession } from '../api/session';

const CITY = 'Asia/Shanghai';
const format = (options: Intl.DateTimeFormatOptions, at: Date) =>
  new Intl.DateTimeFormat(i18n.locale === 'en' ? 'en-GB' : 'zh-CN', { timeZone: CITY, ...options }).format(
    at,
  );

/** A day of the city, as 2027年3月7日. */
export function Day({ at }: { at: string }) {
  return (
    <time dateTime={at}>{format({ year: 'numeric', month: 'long', day: 'numeric' }, new Date(at))}</time>
  );
}

/** A day of the city, given as 2027-03-01, as 3月1日 星期一. */
export function DayOfWeek({ day }: { day: string }) {
  const options = { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' } as const;
  return <time dateTime={day}>{format(options, new Date(`${day}T12:00:00+08:00`))}</time>;
}

/** A moment in the city, as 3月7日 14:20:05. */
export function Moment({ at, seconds = false }: { at: string; seconds?: boolean }) {
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(seconds && { second: '2-digit' }),
  };
  return <time dateTime={at}>{format(options, new Date(at))}</time>;
}

/** The platform's time, of which a page counts down. A device's clock may be a day off. */
export function usePlatformNow(everyMs = 30_000): number {
  const { data: session } = useSession();
  const ahead = session?.clockAhead ?? 0;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now + ahead;
}

/** How long until then, in words: days, then hours, then minutes. */
export function TimeLeft({ until }: { until: string }) {
  const left = Date.parse(until) - usePlatformNow();
  const minutes = Math.floor(left / 60_000);
  if (left <= 0) return <Trans>已到期</Trans>;
  if (minutes >= 2 * 1440) return <Plural value={Math.floor(minutes / 1440)} other="还有 # 天" />;
  if (minutes >= 60) return <Plural value={Math.floor(minutes / 60)} other="还有 # 小时" />;
  return <Plural value={Math.max(1, minutes)} other="还有 # 分钟" />;
}

/** The time of day so many seconds from now. */
export function Clock({ inSeconds }: { inSeconds: number }) {
  const [at] = useState(() => new Date(Date.now() + inSeconds * 1000));
  return <time>{format({ hour: '2-digit', minute: '2-digit', hour12: false }, at)}</time>;
}
