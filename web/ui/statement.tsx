import { i18n } from '@lingui/core';

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
