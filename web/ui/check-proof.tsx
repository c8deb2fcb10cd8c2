import { Trans } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Provable } from './evidence';
import { Loading } from './loading';

const ProofSheet = lazy(() => import('./proof-sheet'));

/** 核验: one tap checks the proof of a use or of a grant. The checker is loaded then. */
export function CheckProof({ of, label }: { of: Provable; label?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={label} onPress={() => setOpen(true)}>
        <Trans>核验</Trans>
      </Button>
      {open && (
        <Suspense fallback={<Loading />}>
          <ProofSheet of={of} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
