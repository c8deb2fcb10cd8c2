import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { proofFor, publishedKeys } from '../ui/evidence';
import { Findings, useFindings } from '../ui/findings';
import { Loaded } from '../ui/loading';
import { Page } from '../ui/page';
import { Moment } from '../ui/time';
import { prepare } from '../verify/ed25519';
import type { Entry } from '../verify/receipt';
import type { Evidence } from '../verify/verify';
import { type Dropped, dropped } from './dropped-files';

/** Checks any receipt in this page. Nothing is sent anywhere, and once the page is loaded it works without a network. */
export default function Verify() {
  const { t } = useLingui();
  useEffect(() => void prepare(), []);
  return (
    <Page title={t`核验一张凭证`}>
      <p>
        <Trans>
          每一次授权和使用都记在公开的账本里。账本只能增加，不能改写。手里有凭证的人，都可以在这里核对。
        </Trans>
      </p>
      <Checker />
      <Explained />
    </Page>
  );
}

function Checker() {
  const { t } = useLingui();
  const [held, setHeld] = useState<Dropped | null>(null);
  const [unknown, setUnknown] = useState(false);
  // The keys are loaded with the page, so that it works without a network afterwards.
  const keys = useQuery({ queryKey: ['published-keys'], queryFn: publishedKeys, staleTime: Infinity });
  const take = async (files: readonly File[]) => {
    const found = await dropped(files, held);
    setUnknown(found === null);
    if (found) setHeld(found);
  };
  return (
    <section aria-labelledby="files">
      <h2 id="files">
        <Trans>放进文件</Trans>
      </h2>
      <label htmlFor="evidence">
        <Trans>
          凭证（.jws），最好连同账本证明（.tlog-proof），或保存的证据（.json）。文件只在这台设备上看。
        </Trans>
      </label>
      <input
        id="evidence"
        className="drop"
        type="file"
        multiple
        accept=".jws,.jwt,.json,.txt,.tlog-proof"
        onChange={(event) => void take([...(event.target.files ?? [])])}
      />
      <p role="alert" className="fault fault-line">
        {unknown && t`认不出这个文件。请放进凭证或证据的原文件。`}
      </p>
      {held && (
        <Loaded query={keys}>
          {(published) => <Checked key={held.receipt} held={held} keys={published} />}
        </Loaded>
      )}
    </section>
  );
}

type Published = Awaited<ReturnType<typeof publishedKeys>>;

/** If there is no proof with it, the log is asked for one: it answers the person and the institution, if signed in. */
function Checked({ held, keys }: { held: Dropped; keys: Published }) {
  const asked = useQuery({
    queryKey: ['proof-for', held.receipt],
    queryFn: () => proofFor(held.receipt, keys),
    enabled: !held.proof,
    gcTime: 0,
  });
  const proof = held.proof ?? asked.data ?? null;
  const evidence = useMemo(() => ({ ...keys, receipt: held.receipt, proof }), [keys, held.receipt, proof]);
  return held.proof || !asked.isPending ? <Shown evidence={evidence} /> : null;
}

function Shown({ evidence }: { evidence: Evidence }) {
  const findings = useFindings(evidence);
  const stated = findings[0]?.stated;
  return (
    <>
      <Findings findings={findings} evidence={evidence} />
      {stated && <Stated entry={stated} />}
      {!evidence.proof && (
        <p>
          <Trans>没有账本证明，只能核对签名。登录以后再来，本人的凭证会自动取到证明。</Trans>
        </p>
      )}
    </>
  );
}

/** What the receipt says. It is shown only when its signature is right. */
function Stated({ entry: { kind, at, recipient, purpose, items } }: { entry: Entry }) {
  return (
    <dl className="card terms">
      <dt>
        <Trans>凭证写的是</Trans>
      </dt>
      <dd>{kind === 'GRANT_GIVEN' ? <Trans>给出一份授权</Trans> : <Trans>使用一次授权</Trans>}</dd>
      <dt>
        <Trans>机构</Trans>
      </dt>
      <dd>{String(recipient)}</dd>
      <dt>
        <Trans>用途</Trans>
      </dt>
      <dd>{String(purpose)}</dd>
      <dt>
        <Trans>信息项</Trans>
      </dt>
      <dd>
        <Plural value={Array.isArray(items) ? items.length : 0} other="# 项" />
      </dd>
      <dt>
        <Trans>时间</Trans>
      </dt>
      <dd>
        <Moment at={String(at)} />
      </dd>
    </dl>
  );
}

function Explained() {
  return (
    <>
      <section>
        <h2>
          <Trans>核验证明什么</Trans>
        </h2>
        <ul>
          <li>
            <Trans>凭证是平台签的，没有被改过，平台不能不认。</Trans>
          </li>
          <li>
            <Trans>这一条在公开的账本里。自这台设备记住账本以来，没有谁改过账本。</Trans>
          </li>
          <li>
            <Trans>这次使用没有超过您给的次数，也没有在撤回以后。</Trans>
          </li>
        </ul>
      </section>
      <section>
        <h2>
          <Trans>它不证明什么</Trans>
        </h2>
        <ul>
          <li>
            <Trans>机构拿到数据以后怎样使用，看不出来。</Trans>
          </li>
          <li>
            <Trans>数据本身对不对，看不出来。觉得不对，可以提出来。</Trans>
          </li>
          <li>
            <Trans>核对的程序也是平台给的。不想相信它，可以请别人用另外的程序核对同样的文件：</Trans>
          </li>
        </ul>
        <pre className="notice">
          assent verify receipt receipt.jws --jwks jwks.json --proof proof.tlog-proof --vkey KEY
        </pre>
      </section>
    </>
  );
}
