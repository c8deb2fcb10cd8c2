import { Plural, Trans } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import { type Check, checksOf, type Evidence, type Finding, verify } from '../verify/verify';
import { evidenceFile, world } from './evidence';
import { Day } from './time';

/** Runs the checks in this page, and has the findings as they come. */
export function useFindings(evidence: Evidence): readonly Finding[] {
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  useEffect(() => {
    let open = true;
    setFindings([]);
    void (async () => {
      for await (const finding of verify(evidence, world)) {
        if (!open) return;
        setFindings((before) => [...before, finding]);
      }
    })();
    return () => {
      open = false;
    };
  }, [evidence]);
  return findings;
}

/** The checks, one under the other as they come, and what to do when one is wrong. */
export function Findings({ findings, evidence }: { findings: readonly Finding[]; evidence: Evidence }) {
  const isWrong = findings.some(({ outcome }) => outcome === 'WRONG');
  const checks = checksOf(evidence);
  return (
    <div className={isWrong ? 'card danger' : 'card'}>
      <ol className="checks" aria-live="polite">
        {checks.map((check) => (
          <li key={check} className="row">
            <Line check={check} finding={findings.find((one) => one.check === check)} />
          </li>
        ))}
      </ol>
      {findings.length === checks.length && <Verdict findings={findings} />}
      {isWrong && <Alarm evidence={evidence} />}
    </div>
  );
}

function Line({ check, finding }: { check: Check; finding: Finding | undefined }) {
  if (!finding)
    return (
      <span className="quiet">
        <span aria-hidden>…</span> <Trans>正在核对</Trans>
      </span>
    );
  const { sign, tone } = SIGNS[finding.outcome];
  return (
    <>
      <span className={`badge ${tone}`}>
        <span aria-hidden>{sign}</span> <Outcome finding={finding} />
      </span>
      <span>{WORDS[check][finding.outcome](finding)}</span>
    </>
  );
}

const SIGNS = {
  GOOD: { sign: '✓', tone: 'ok' },
  WRONG: { sign: '✕', tone: 'bad' },
  UNKNOWN: { sign: '○', tone: 'stop' },
} as const;

function Outcome({ finding: { outcome } }: { finding: Finding }) {
  if (outcome === 'GOOD') return <Trans>对</Trans>;
  return outcome === 'WRONG' ? <Trans>不对</Trans> : <Trans>没有核对</Trans>;
}

type Say = (finding: Finding) => ReactNode;

const WORDS: Readonly<Record<Check, Readonly<Record<Finding['outcome'], Say>>>> = {
  SIGNED: {
    GOOD: () => <Trans>凭证是平台签的，没有被改</Trans>,
    WRONG: () => <Trans>凭证的签名不对</Trans>,
    UNKNOWN: () => <Trans>凭证的签名</Trans>,
  },
  LOGGED: {
    GOOD: ({ index = 0 }) => <Trans>记在公开账本第 {index + 1} 条</Trans>,
    WRONG: () => <Trans>账本里没有这一条</Trans>,
    UNKNOWN: () => <Trans>账本里有没有这一条</Trans>,
  },
  HEAD: {
    GOOD: ({ witnesses = [] }) =>
      witnesses.length === 0 ? (
        <Trans>账本由平台签名，还没有见证方</Trans>
      ) : (
        <Plural value={witnesses.length} other="账本由平台签名，另有 # 家见证" />
      ),
    WRONG: () => <Trans>账本的签名不对</Trans>,
    UNKNOWN: () => <Trans>账本的签名</Trans>,
  },
  GROWN: {
    GOOD: ({ since }) =>
      since == null ? (
        <Trans>这台设备第一次核验，已记住账本现状</Trans>
      ) : (
        <Trans>
          自 <Day at={since} /> 以来，账本只增不改
        </Trans>
      ),
    WRONG: () => <Trans>账本被改写过</Trans>,
    UNKNOWN: () => <Trans>账本有没有被改写过（核对它要联网）</Trans>,
  },
  NUMBERS: {
    GOOD: ({ useNumber, maxUses }) => {
      if (useNumber == null) return <Trans>次数和期限对得上</Trans>;
      return maxUses == null ? (
        <Trans>第 {useNumber} 次，没有多用</Trans>
      ) : (
        <Trans>
          第 {useNumber} 次，共 {maxUses} 次，没有多用
        </Trans>
      );
    },
    WRONG: () => <Trans>次数或时间对不上</Trans>,
    UNKNOWN: () => <Trans>次数对不对</Trans>,
  },
};

function Verdict({ findings }: { findings: readonly Finding[] }) {
  const outcomes = findings.map(({ outcome }) => outcome);
  if (outcomes.includes('WRONG')) return null;
  return (
    <p role="status">
      <strong>
        {outcomes.includes('UNKNOWN') ? (
          <Trans>能核对的都对。</Trans>
        ) : outcomes.length === 5 ? (
          <Trans>五项都对。</Trans>
        ) : (
          <Trans>三项都对。</Trans>
        )}
      </strong>
    </p>
  );
}

function Alarm({ evidence }: { evidence: Evidence }) {
  const at = new Date();
  const name = `assent-evidence-${at.toISOString().slice(0, 19).replaceAll(':', '')}.json`;
  return (
    <>
      <p role="alert">
        <strong>
          <Trans>有一项不对。请保存证据，并打 12393。</Trans>
        </strong>
      </p>
      <div className="row">
        <a className="button strong" download={name} href={evidenceFile(evidence, at)}>
          <Trans>保存证据</Trans>
        </a>
        <a className="button" href="tel:12393">
          <Trans>打 12393</Trans>
        </a>
      </div>
    </>
  );
}
