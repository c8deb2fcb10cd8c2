import { Trans } from '@lingui/react/macro';
import { type ReactNode, useId, useState } from 'react';
import { Fault } from './refusal-words';
import { sha256 } from './sha256';

/** A paper by its digest. The file itself is not sent. */
export interface Paper {
  readonly name: string;
  readonly digest: string;
}

const paperOf = async (file: File): Promise<Paper> => ({
  name: file.name,
  digest: await sha256(await file.arrayBuffer()),
});

/** Papers from files that are digested in the page, each with the beginning of its digest. */
export function Papers({
  label,
  multiple = false,
  papers,
  onPapers,
  children,
}: {
  label: string;
  multiple?: boolean;
  papers: readonly Paper[];
  onPapers: (papers: readonly Paper[]) => void;
  children?: ReactNode;
}) {
  const id = useId();
  const [error, setError] = useState<unknown>(null);
  const take = async (files: readonly File[]) => {
    try {
      onPapers(await Promise.all(files.map(paperOf)));
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
        multiple={multiple}
        accept="image/*,application/pdf"
        onChange={({ currentTarget: { files } }) => void take([...(files ?? [])])}
      />
      {children}
      <div role="status">
        <ul className="items">
          {papers.map(({ name, digest }) => (
            <li key={digest}>
              <span>
                <Trans>
                  {name}，指纹 <span className="number">{digest.slice(0, 8)}</span>
                </Trans>
              </span>
            </li>
          ))}
        </ul>
      </div>
      <Fault error={error} />
    </div>
  );
}
