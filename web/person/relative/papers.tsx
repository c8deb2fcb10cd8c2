import { Trans } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { RelativeEvidenceKind } from '../../api/gql/graphql';
import { Fault } from '../../ui/refusal-words';

/** A paper by its digest. The file itself is not sent. */
export interface Paper {
  readonly kind: RelativeEvidenceKind;
  readonly name: string;
  readonly digest: string;
}

async function digestOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Papers of one kind, from files that are digested in the page. */
export function Papers({
  label,
  kind,
  papers,
  onPapers,
}: {
  label: string;
  kind: RelativeEvidenceKind;
  papers: readonly Paper[];
  onPapers: (papers: readonly Paper[]) => void;
}) {
  const id = useId();
  const [error, setError] = useState<unknown>(null);
  const take = async (files: readonly File[]) => {
    try {
      onPapers(
        await Promise.all(
          files.map(async (file) => ({ kind, name: file.name, digest: await digestOf(file) })),
        ),
      );
      setError(null);
    } catch (unreadable) {
      setError(unreadable);
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        multiple
        accept="image/*,application/pdf"
        onChange={({ currentTarget: { files } }) => void take([...(files ?? [])])}
      />
      <ul className="items">
        {papers.map(({ name, digest }) => (
          <li key={digest}>
            <Trans>
              {name}，指纹 <span className="number">{digest.slice(0, 8)}</span>
            </Trans>
          </li>
        ))}
      </ul>
      <Fault error={error} />
    </div>
  );
}
