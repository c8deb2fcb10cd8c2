import { Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { Fault } from './refusal-words';

const WORDS_AFTER_MS = 4_000;

/** What a query brought; until then that it loads, and why it did not come. */
export function Loaded<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError)
    return (
      <div className="card">
        <Fault error={query.error} />
        <Button onPress={() => void query.refetch()}>
          <Trans>再试一次</Trans>
        </Button>
      </div>
    );
  return <Loading />;
}

export function Loading() {
  const { t } = useLingui();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), WORDS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" className="quiet">
      {slow ? t`网络较慢，仍在加载` : t`正在加载`}
    </p>
  );
}
