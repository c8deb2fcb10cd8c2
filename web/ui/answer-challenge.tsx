import { CodeEntry } from './code-entry';
import { type HandedOver, Handoff } from './handoff';

/** A challenge that was started, and how the person answers it: by the code of an SMS, or in the city's own app. */
export function AnswerChallenge({
  challenge,
  pending,
  error,
  onResponse,
  onAgain,
}: {
  challenge: HandedOver & { readonly method: string; readonly hint?: string | null };
  pending: boolean;
  error: unknown;
  /** Gets the code, or nothing where the app's service hands its ticket over itself. */
  onResponse: (response: string) => void;
  onAgain: () => void;
}) {
  return challenge.method === 'SMS' ? (
    <CodeEntry
      key={challenge.id}
      hint={challenge.hint ?? ''}
      pending={pending}
      error={error}
      onCode={onResponse}
      onAgain={onAgain}
    />
  ) : (
    <Handoff challenge={challenge} error={error} onReady={() => onResponse('')} onAgain={onAgain} />
  );
}
