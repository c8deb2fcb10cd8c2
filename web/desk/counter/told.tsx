import { i18n } from '@lingui/core';
import { Plural, Trans } from '@lingui/react/macro';
import { nameOf } from '../../ui/item-names';
import { type Choice, type Errand, givenItems, institutionOf, noticeOf, purposeOf } from './errand';

/** What the person is told: who asks, for what, the notice, the statement by law, and which items would be given. */
export function Told({ errand, choice }: { errand: Errand; choice: Choice }) {
  const institution = institutionOf(errand).name;
  const notice = noticeOf(errand);
  const items = givenItems(errand, choice);
  return (
    <>
      <h2>
        {errand.kind === 'REQUEST' ? (
          <Trans>{institution} 想看您的医保数据</Trans>
        ) : (
          <Trans>{institution}：有信息项的级别提高了，要您再次确认</Trans>
        )}
      </h2>
      <p>
        <Trans>用来：{nameOf(purposeOf(errand))}</Trans>
      </p>
      <section aria-label={institution}>
        <p className="notice large">{notice.text}</p>
        <p className="digest quiet">
          <Trans>告知书摘要 {notice.digest}</Trans>
        </p>
      </section>
      {errand.kind === 'REQUEST' && (
        <dl className="terms large">
          {errand.request.statement.map((line) => (
            <div key={line.code} style={{ display: 'contents' }}>
              <dt>{i18n.locale === 'en' ? line.labelEn : line.labelZh}</dt>
              <dd>{i18n.locale === 'en' ? line.textEn : line.text}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>
        <strong>
          <Plural value={items.length} other="会给出 # 项：" />
        </strong>
        {items.map(nameOf).join(i18n.locale === 'en' ? ', ' : '、')}
      </p>
    </>
  );
}
