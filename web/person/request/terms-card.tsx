import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button, Input, Label, NumberField, Radio, RadioGroup } from 'react-aria-components';
import { type Choosing, usesOf } from './choice';

/** The terms that are asked for. Uses and time can be turned down here, never up. */
export function TermsCard({ request, choice, onChoice }: Choosing) {
  const { maxUses, validForDays, reference, recordsFrom, recordsTo } = request;
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
          uses={usesOf(request, choice)!}
          onUses={(uses) => onChoice({ ...choice, maxUses: uses === maxUses ? null : uses })}
        />
      )}
      {validForDays > 1 && (
        <Days
          most={validForDays}
          days={choice.days ?? validForDays}
          onDays={(days) => onChoice({ ...choice, days: days === validForDays ? null : days })}
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

function Uses({ most, uses, onUses }: { most: number; uses: number; onUses: (uses: number) => void }) {
  return (
    <NumberField
      className="field"
      minValue={1}
      maxValue={most}
      value={uses}
      onChange={(value) => onUses(Number.isNaN(value) ? most : value)}
    >
      <Label>
        <Plural value={most} other="改用几次（最多 # 次）" />
      </Label>
      <span className="row">
        <Button slot="decrement">−</Button>
        <Input style={{ width: '5em' }} />
        <Button slot="increment">＋</Button>
      </span>
    </NumberField>
  );
}

const PRESETS = [7, 30];

function Days({ most, days, onDays }: { most: number; days: number; onDays: (days: number) => void }) {
  const { t } = useLingui();
  const offered = [...PRESETS.filter((preset) => preset < most), most];
  if (offered.length < 2) return null;
  return (
    <RadioGroup value={String(days)} onChange={(value) => onDays(Number(value))}>
      <Label>
        <Trans>改到什么时候</Trans>
      </Label>
      <span className="row">
        {offered.map((value) => (
          <Radio key={value} value={String(value)}>
            <span className="box" aria-hidden>
              {value === days ? '●' : ''}
            </span>
            {value === most ? t`按要求` : t`${value} 天`}
          </Radio>
        ))}
      </span>
    </RadioGroup>
  );
}
