import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { Choices } from '../../ui/choices';
import { FewerUses } from '../../ui/fewer-uses';
import { usePlatformNow } from '../../ui/time';
import { boundsOf, type Choosing, usesOf } from './choice';

/** The terms that are asked for. Uses and time can be turned down here, never up. */
export function TermsCard({ request, choice, onChoice }: Choosing) {
  const { maxUses, validForDays, reference, recordsFrom, recordsTo, narrowable } = request;
  const now = usePlatformNow();
  const bounds = boundsOf(request, choice);
  // Whole days until the latest end; less where the mode or a guardian's authority ends it earlier.
  const most = bounds
    ? Math.min(validForDays, Math.ceil((Date.parse(bounds.latestEnd) - now) / DAY_MS))
    : validForDays;
  const limited = narrowable?.byMode.find(({ mode }) => mode === 'LIMITED')?.usesMax;
  return (
    <section className="card">
      <dl className="terms">
        <Row label={<Trans>用几次</Trans>}>
          {maxUses ? <Plural value={maxUses} other="# 次" /> : <Trans>到期前多次</Trans>}
        </Row>
        <Row label={<Trans>到什么时候</Trans>}>
          <Plural value={validForDays} other="同意后 # 天" />
        </Row>
        <Row label={<Trans>哪段记录</Trans>}>
          {recordsFrom || recordsTo ? (
            <>
              {recordsFrom ?? '…'} – {recordsTo ?? <Trans>使用当天</Trans>}
            </>
          ) : (
            <Trans>此用途允许的时间内</Trans>
          )}
        </Row>
        {reference && <Row label={<Trans>编号</Trans>}>{reference}</Row>}
      </dl>
      {maxUses != null && maxUses > 1 && (
        <Uses
          most={maxUses}
          uses={usesOf(request, choice)}
          onUses={(uses) => onChoice({ ...choice, maxUses: uses === maxUses ? null : uses })}
        />
      )}
      {maxUses == null && limited && (
        <Uses
          most={limited}
          uses={choice.maxUses}
          onUses={(uses) => onChoice({ ...choice, maxUses: uses })}
        />
      )}
      {most > 1 && (
        <Days
          most={most}
          days={Math.min(choice.days ?? most, most)}
          onDays={(days) => onChoice({ ...choice, days: days === most ? null : days })}
        />
      )}
      {narrowable && (
        <Since
          earliest={narrowable.earliestRecord ?? null}
          latest={recordsTo ?? null}
          since={choice.recordsFrom}
          onSince={(since) => onChoice({ ...choice, recordsFrom: since })}
        />
      )}
    </section>
  );
}

function Row({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Without a number the uses are as asked: for MULTI_USE, without a total. */
function Uses({
  most,
  uses,
  onUses,
}: {
  most: number;
  uses: number | null;
  onUses: (uses: number | null) => void;
}) {
  return (
    <FewerUses
      most={most}
      value={uses ?? Number.NaN}
      onChange={(value) => onUses(Number.isNaN(value) ? null : value)}
    />
  );
}

const DAY_MS = 86_400_000;
const PRESETS = [7, 30];

function Days({ most, days, onDays }: { most: number; days: number; onDays: (days: number) => void }) {
  const { t } = useLingui();
  const offered = [...PRESETS.filter((preset) => preset < most), most];
  if (offered.length < 2) return null;
  return (
    <Choices
      label={t`改到什么时候`}
      options={offered.map((value) => [String(value), value === most ? t`按要求` : t`${value} 天`] as const)}
      value={String(days)}
      onChange={(value) => onDays(Number(value))}
      inRow
    />
  );
}

/** A later first day of the records. What could not be read anyway is not asked for. */
function Since({
  earliest,
  latest,
  since,
  onSince,
}: {
  earliest: string | null;
  latest: string | null;
  since: string | null;
  onSince: (since: string | null) => void;
}) {
  const today = useToday();
  const last = latest !== null && latest < today ? latest : today;
  if (earliest !== null && earliest >= last) return null;
  const take = (value: string) => {
    const isWithin = value !== '' && (earliest === null || value >= earliest) && value <= last;
    onSince(isWithin && value !== earliest ? value : null);
  };
  return (
    <TextField className="field" defaultValue={since ?? ''} onChange={take}>
      <Label>
        <Trans>只给从这天起的记录（可不填）</Trans>
      </Label>
      <Input type="date" min={earliest ?? undefined} max={last} />
    </TextField>
  );
}

/** The day of the city. */
function useToday(): string {
  const now = usePlatformNow();
  return new Date(now + CITY_AHEAD_MS).toISOString().slice(0, 10);
}

/** The city is at UTC+8 all year. */
const CITY_AHEAD_MS = 8 * 3_600_000;
