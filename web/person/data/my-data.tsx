import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { run } from '../../api/transport';
import { CATEGORIES, type Category as Readable } from '../../generated/categories';
import { useActing } from '../../ui/acting';
import { useCatalogue } from '../../ui/catalogue';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
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
                    <Category category={readable.get(category.code)!} />
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
function Category({ category }: { category: Readable }) {
  const acting = useActing();
  const look = useMutation({
    mutationFn: () => run(category.document, acting.kind === 'SELF' ? {} : { id: acting.id }),
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
      {look.data && <Records category={category} record={recordIn(look.data)} />}
    </>
  );
}
