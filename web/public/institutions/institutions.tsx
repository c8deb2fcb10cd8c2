import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { InstitutionsDocument, type RecipientKind } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Choices } from '../../ui/choices';
import { InstitutionLine } from '../../ui/institution-line';
import { Page } from '../../ui/page';
import { PagedList, usePages } from '../../ui/pages';
import { TrueMessages } from '../true-messages';

type Kind = RecipientKind | 'ALL';

/** 机构名录: who may ask for data at all, and whether they may now. */
export default function Institutions() {
  const { t } = useLingui();
  const [kind, setKind] = useState<Kind>('ALL');
  const kinds: readonly [Kind, string][] = [
    ['ALL', t`全部`],
    ['COMMERCIAL_INSURER', t`商业保险公司`],
    ['COMMERCIAL_BANK', t`商业银行`],
  ];
  return (
    <Page title={t`机构名录`}>
      <p>
        <Trans>只有列在这里的机构，才可能向您申请看数据。不在这里的，都是假的。</Trans>
      </p>
      <Choices label={t`看哪些`} options={kinds} value={kind} onChange={setKind} inRow />
      <List kind={kind} />
      <TrueMessages />
    </Page>
  );
}

function List({ kind }: { kind: Kind }) {
  const pages = usePages(['institutions', kind], async (after) => {
    const variables = { after, ...(kind !== 'ALL' && { kind }) };
    return (await run(InstitutionsDocument, variables)).recipients;
  });
  return (
    <PagedList pages={pages}>
      {(institutions, isEmpty) => (
        <>
          {isEmpty && (
            <p role="status">
              <Trans>没有这样的机构。</Trans>
            </p>
          )}
          <ul className="cards">
            {institutions.map((institution) => (
              <li key={institution.code} className="card">
                <InstitutionLine institution={institution} />
              </li>
            ))}
          </ul>
        </>
      )}
    </PagedList>
  );
}
