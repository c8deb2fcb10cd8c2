import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { Link, useParams } from 'wouter';
import { OneReadingDocument, type OneReadingQuery, ReadingExportDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Among } from '../../ui/acting';
import { Loaded } from '../../ui/loading';
import { Question } from '../../ui/object-sheet';
import { Page } from '../../ui/page';
import { Reading } from '../../ui/reading';
import { Fault } from '../../ui/refusal-words';
import { saveFile } from '../../ui/save-file';
import { Moment } from '../../ui/time';
import { NotFound } from '../not-found';

/** One use of a grant: who read, when, which items and how, which use of how many, under which grant; its proof and its file. */
export default function ReadingPage() {
  const { t } = useLingui();
  const { id } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['consents', 'reading', id],
    queryFn: () => run(OneReadingDocument, { id: id! }),
  });
  if (query.data?.disclosure === null) return <NotFound />;
  return (
    <Among about={query.data?.disclosure?.grant.about}>
      <Page title={t`一次使用`} back={{ to: '/timeline', label: t`谁看过` }}>
        <Loaded query={query}>{({ disclosure }) => disclosure && <Details reading={disclosure} />}</Loaded>
      </Page>
    </Among>
  );
}

function Details({ reading }: { reading: NonNullable<OneReadingQuery['disclosure']> }) {
  const rereads = reading.rereads.nodes;
  return (
    <>
      <ul className="cards">
        <Reading reading={reading} open />
      </ul>
      {rereads.length > 0 && (
        <section aria-labelledby="again">
          <h2 id="again">
            <Trans>又看同样的数据，不另算次数</Trans>
          </h2>
          <ul className="items">
            {rereads.map(({ at, why }) => (
              <li key={`${at} ${why}`}>
                <Moment at={at} seconds />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Export id={reading.id} />
      <section aria-labelledby="question">
        <h2 id="question">
          <Trans>有疑问</Trans>
        </h2>
        <p>
          <Trans>可以在这里提出，也可以打 12393 或去窗口，报这个编号：</Trans>{' '}
          <span className="number">{reading.id}</span>
        </p>
        <p className="row">
          <Question about="DISCLOSURE" targets={[{ target: reading.id, name: null }]} />
          <Link href="~/objections">
            <Trans>看我的异议</Trans>
          </Link>
        </p>
      </section>
    </>
  );
}

function Export({ id }: { id: string }) {
  const save = useMutation({
    mutationFn: async () => {
      const { disclosureExport } = await run(ReadingExportDocument, { id });
      saveFile(`reading-${id}.json`, disclosureExport, 'application/fhir+json');
    },
  });
  return (
    <>
      <Fault error={save.error} />
      <Button isDisabled={save.isPending} onPress={() => save.mutate()}>
        <Trans>存成文件（FHIR）</Trans>
      </Button>
    </>
  );
}
