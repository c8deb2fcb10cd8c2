import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { FinishRedirectDocument } from '../api/gql/graphql';
import { run } from '../api/transport';
import { Fault } from './refusal-words';

/** A person who came from an institution's app, and where they go back to. It is kept in memory only. */
export interface Returning {
  readonly uid: string;
  readonly host: string;
}

let current: Returning | null = null;
const listeners = new Set<() => void>();

/** Remembers where this person came from, on every page until they go back. */
export function remember(returning: Returning | null): void {
  if (current?.uid === returning?.uid) return;
  current = returning;
  for (const tell of listeners) tell();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useReturning = (): Returning | null => useSyncExternalStore(subscribe, () => current);

/** Goes back: with what was decided, or undecided. */
export function Return({ returning, plain = false }: { returning: Returning; plain?: boolean }) {
  const { t } = useLingui();
  const leave = useMutation({
    mutationFn: () => run(FinishRedirectDocument, { uid: returning.uid }),
    onSuccess: ({ finishInteraction }) => location.assign(finishInteraction.location),
  });
  return (
    <>
      <Fault error={leave.error} />
      <Button
        className={plain ? 'react-aria-Button plain' : 'react-aria-Button strong'}
        isDisabled={leave.isPending || leave.isSuccess}
        onPress={() => leave.mutate()}
      >
        {t`返回 ${returning.host}`}
      </Button>
    </>
  );
}

/** On every page of somebody who came from an app: where from, and the way back. */
export function ReturnBanner() {
  const returning = useReturning();
  if (!returning) return null;
  return (
    <section className="banner row spread" aria-label={returning.host}>
      <span>
        <Trans>您从 {returning.host} 来，办完后返回。</Trans>
      </span>
      <Return returning={returning} plain />
    </section>
  );
}
