import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import type { ActingForQuery } from '../../api/gql/graphql';
import { type Acting, Acts, useActingFor } from '../../ui/acting';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';

type Kind = 'WARD' | 'PROVIDER';

function find({ me }: ActingForQuery, kind: Kind, id: string): Acting | null {
  if (kind === 'WARD') {
    const ward = me.wards.find((one) => one.id === id);
    return ward ? { kind, id, label: ward.label, capacity: ward.capacity } : null;
  }
  const provider = me.represented.find(({ code }) => code === id);
  return provider ? { kind, id, label: provider.name } : null;
}

/** The pages of somebody for whom one acts. Of whom one acts for no more, an old link tells that and nothing else. */
export function ActingPages({ kind, children }: { kind: Kind; children: ReactNode }) {
  const { id } = useParams<{ id: string }>();
  const { t } = useLingui();
  const query = useActingFor();
  const acting = query.data && find(query.data, kind, id!);
  if (acting) return <Acts.Provider value={acting}>{children}</Acts.Provider>;
  if (!query.data)
    return (
      <Page title={t`代办`}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  return (
    <Page title={kind === 'WARD' ? t`您已不代这个人办理` : t`您已不代表这家机构办理`}>
      <p>
        <Trans>监护关系或法定代表人有变化时，这里会随登记自动更新。有疑问请打 12393，或带证件去窗口。</Trans>
      </p>
      <Link href="~/">
        <Trans>回首页</Trans>
      </Link>
    </Page>
  );
}
