import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { Evidence } from '../verify/verify';
import { evidenceOf, type Provable } from './evidence';
import { Findings, useFindings } from './findings';
import { Loading } from './loading';
import { Fault } from './refusal-words';
import { Sheet } from './sheet';

/** The proof of one use, or of the giving or taking back of a grant, fetched and checked in this page. */
export default function ProofSheet({ of, onClose }: { of: Provable; onClose: () => void }) {
  const { t } = useLingui();
  const [evidence, setEvidence] = useState<Evidence | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const key = JSON.stringify(of);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try fetches again
  useEffect(() => {
    let open = true;
    setError(null);
    evidenceOf(JSON.parse(key) as Provable).then(
      (found) => open && setEvidence(found),
      (refused) => open && setError(refused),
    );
    return () => {
      open = false;
    };
  }, [key, tries]);
  return (
    <Sheet title={t`核验`} open onClose={onClose}>
      <Body evidence={evidence} error={error} onAgain={() => setTries(tries + 1)} />
      <p className="quiet">
        <Trans>
          核对在您的设备上进行。<Link href="~/verify">它证明什么，不证明什么</Link>
        </Trans>
      </p>
      <Button onPress={onClose}>
        <Trans>关闭</Trans>
      </Button>
    </Sheet>
  );
}

function Body({
  evidence,
  error,
  onAgain,
}: {
  evidence: Evidence | null;
  error: unknown;
  onAgain: () => void;
}) {
  if (evidence) return <Verified evidence={evidence} />;
  if (error === null) return <Loading />;
  return (
    <>
      <Fault error={error} />
      <p>
        <Trans>刚发生的事，要过几秒才记进账本。</Trans>
      </p>
      <Button onPress={onAgain}>
        <Trans>再试一次</Trans>
      </Button>
    </>
  );
}

function Verified({ evidence }: { evidence: Evidence }) {
  return <Findings findings={useFindings(evidence)} evidence={evidence} />;
}
