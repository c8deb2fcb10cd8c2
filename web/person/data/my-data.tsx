import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { CatalogueQuery } from '../../api/gql/graphql';
import { useSession } from '../../api/session';
import { run } from '../../api/transport';
import { CATEGORIES, type Category as Readable } from '../../generated/categories';
import { useActing } from '../../ui/acting';
import { useCatalogue } from '../../ui/catalogue';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Question } from '../../ui/object-sheet';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { RaiseSession } from '../../ui/stronger-sign-in';
import { Records, recordIn } from './records';

/** My data by category. The list holds no number of the record; opening a category is the look, and says so. */
export default function MyData() {
  const { t } = useLingui();
  const [open, setOpen] = useState<string | null>(null);
  const catalogue = useCatalogue();
  const acting = useActing();
  const readable = CATEGORIES[acting.kind];
  return (
    <Page title={acting.kind === 'SELF' ? t`我的数据` : t`${acting.label}的数据`}>
      <p>
        <Trans>打开就是一次查看，会记录时间和看了什么。</Trans>
      </p>
      {acting.kind === 'WARD' && (
        <p>
          <Trans>可以看最近 60 个月的。没有刷脸登录时，每一项都遮盖着。</Trans>
        </p>
      )}
      <Loaded query={catalogue}>
        {({ catalogue: { categories, providerCategories } }) => (
          <ul className="cards">
            {[...categories, ...providerCategories]
              .filter(({ code }) => readable.has(code))
              .map((category) => (
                <li key={category.code} className="card">
                  <h2>{nameOf(category)}</h2>
                  {open === category.code ? (
                    <Category category={readable.get(category.code)!} named={category} />
                  ) : (
                    <Button onPress={() => setOpen(category.code)}>{t`打开${nameOf(category)}`}</Button>
                  )}
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Page>
  );
}

/** Reads one category once. It is not kept, and not read again by itself. */
function Category({ category, named }: { category: Readable; named: NamedCategory }) {
  const { t } = useLingui();
  const acting = useActing();
  const { data: session } = useSession();
  const look = useMutation({
    mutationFn: async () => ({
      read: await run(category.document, acting.kind === 'SELF' ? {} : { id: acting.id }),
      strength: session?.strength,
    }),
  });
  if (look.isIdle)
    return (
      <Button className="react-aria-Button strong" onPress={() => look.mutate()}>
        <Trans>查看，并记录这次查看</Trans>
      </Button>
    );
  return (
    <>
      <Fault error={look.error} />
      {look.data && <Records category={category} record={recordIn(look.data.read)} />}
      {look.data && look.data.strength !== session?.strength && (
        <Button className="react-aria-Button strong" onPress={() => look.mutate()}>
          <Trans>再看一次，并记录这次查看</Trans>
        </Button>
      )}
      {look.data && acting.kind === 'SELF' && (
        <div className="row">
          <RaiseSession why={<Trans>有些值要刷脸登录后才显示，别人拿到您的手机也看不到。</Trans>}>
            <Trans>为什么遮盖？</Trans>
          </RaiseSession>
          <Question about="RECORD" targets={targetsOf(named)} label={t`${nameOf(named)}：这里不对`}>
            <Trans>这里不对</Trans>
          </Question>
        </div>
      )}
    </>
  );
}

type NamedCategory = CatalogueQuery['catalogue']['categories'][number];

/** What a person may say is wrong: one item of a category, or more than one of it. */
const targetsOf = (category: NamedCategory) => [
  { target: category.code, name: <Trans>不止一项，或者缺了记录</Trans> },
  ...category.items.map((item) => ({ target: item.code, name: nameOf(item) })),
];
