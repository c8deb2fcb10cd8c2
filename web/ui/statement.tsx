import { i18n } from '@lingui/core';
import { Trans } from '@lingui/react/macro';

export interface StatementText {
  readonly code: string;
  readonly labelZh: string;
  readonly labelEn: string;
  readonly text: string;
  readonly textEn: string;
}

/** What the platform says of a request, line by line, in the language of the page. */
export function Statement({ lines }: { lines: readonly StatementText[] }) {
  const english = i18n.locale === 'en';
  return (
    <dl className="terms">
      {lines.map(({ code, labelZh, labelEn, text, textEn }) => (
        <div key={code} style={{ display: 'contents' }}>
          <dt>{english ? labelEn : labelZh}</dt>
          <dd>{english ? textEn : text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the institution says, and what the platform says by law. */
export function Told({
  notice,
  lines,
}: {
  notice: string | null | undefined;
  lines: readonly StatementText[];
}) {
  return (
    <>
      <section aria-labelledby="institution-says">
        <h2 id="institution-says">
          <Trans>机构的说明</Trans>
        </h2>
        <p className="notice">{notice}</p>
      </section>
      <section aria-labelledby="statement">
        <h2 id="statement">
          <Trans>依法告知</Trans>
        </h2>
        <Statement lines={lines} />
      </section>
    </>
  );
}
