import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { type AccessReader, OwnLooksDocument, ReadingsDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { aboutOf, keyOf, useActing } from '../../ui/acting';
import { Page } from '../../ui/page';
import { PagedList, usePages } from '../../ui/pages';
import { Readings } from '../../ui/reading';
import { Moment } from '../../ui/time';

/** Who read what and when, newest first: institutions, and one's own looks. */
export default function Timeline() {
  const { t } = useLingui();
  const acting = useActing();
  return <Page title={t`谁看过`}>{acting.kind === 'SELF' ? <Both /> : <Others />}</Page>;
}

function Both() {
  const { t } = useLingui();
  return (
    <Tabs>
      <TabList aria-label={t`谁看过`} className="row">
        <Tab id="others" className="react-aria-Button plain">
          <Trans>机构看的</Trans>
        </Tab>
        <Tab id="own" className="react-aria-Button plain">
          <Trans>我自己看的</Trans>
        </Tab>
      </TabList>
      <TabPanel id="others">
        <Others />
      </TabPanel>
      <TabPanel id="own">
        <Own />
      </TabPanel>
    </Tabs>
  );
}

function Others() {
  const acting = useActing();
  const pages = usePages(
    ['consents', 'readings', keyOf(acting)],
    async (after) => (await run(ReadingsDocument, { after, about: aboutOf(acting) })).me.disclosures,
  );
  return (
    <PagedList pages={pages}>
      {(readings, isEmpty) => <Readings readings={readings} isEmpty={isEmpty} />}
    </PagedList>
  );
}

/** Who looked, in words. A kind of reader without words does not compile. */
const LOOKED: Readonly<Record<AccessReader, ReactNode>> = {
  SELF: <Trans>看了自己的数据</Trans>,
  GUARDIAN: <Trans>监护人看了</Trans>,
  REPRESENTATIVE: <Trans>法定代表人看了</Trans>,
  RELATIVE: <Trans>近亲属看了</Trans>,
  STAFF: <Trans>工作人员看了</Trans>,
};

function Own() {
  const pages = usePages(
    ['consents', 'own-looks'],
    async (after) => (await run(OwnLooksDocument, { after })).me.accesses,
  );
  return (
    <PagedList pages={pages}>
      {(looks) => (
        <ul className="items">
          {looks.map((look) => (
            <li key={`${look.at}${look.kind}`}>
              <span>
                {look.kind === 'OWN_EXPORT' ? <Trans>带走全部数据</Trans> : LOOKED[look.by]}{' '}
                <Plural value={look.items.length} other="（# 项）" />
              </span>
              <span className="quiet">
                <Moment at={look.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </PagedList>
  );
}
