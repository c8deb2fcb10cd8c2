import { Trans } from '@lingui/react/macro';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { Link } from 'wouter';
import type { EventFragment } from '../../api/gql/graphql';
import { nameOf } from '../../ui/item-names';
import { Reading } from '../../ui/reading';
import { Moment } from '../../ui/time';
import type { Run } from './fold';
import { Sentence } from './sentence';

/** One line of the list: what happened, when, and the way on. Several of the same are opened in place. */
export function Happened({ run }: { run: Run }) {
  const [event] = run as [EventFragment];
  if (event.kind === 'DISCLOSURE' && event.disclosure) return <Reading reading={event.disclosure} asked />;
  const times = run.reduce((sum, one) => sum + one.times, 0);
  return (
    <li className="card">
      <p>
        <Sentence event={event} times={times} />
      </p>
      <p className="quiet">
        <Moment at={event.at} />
        <WayOn event={event} />
      </p>
      {run.length > 1 && (
        <Disclosure>
          <Heading level={3}>
            <Button slot="trigger" className="react-aria-Button plain">
              <Trans>看每一次</Trans>
            </Button>
          </Heading>
          <DisclosurePanel>
            <ul className="items">
              {run.map((one) => (
                <li key={one.id}>
                  <span>
                    <Sentence event={one} times={one.times} />
                  </span>
                  <span className="quiet">
                    <Moment at={one.at} seconds />
                  </span>
                </li>
              ))}
            </ul>
          </DisclosurePanel>
        </Disclosure>
      )}
    </li>
  );
}

function WayOn({ event: { grant, request, disclosure } }: { event: EventFragment }) {
  if (disclosure)
    return (
      <>
        {' '}
        ·{' '}
        <Link href={`/timeline/${disclosure.id}`}>
          <Trans>那一次使用</Trans>
        </Link>
      </>
    );
  if (grant)
    return (
      <>
        {' '}
        · {nameOf(grant.purpose)} ·{' '}
        <Link href={`/grants/${grant.id}`}>
          <Trans>这份授权</Trans>
        </Link>
      </>
    );
  if (!request) return null;
  return (
    <>
      {' '}
      ·{' '}
      <Link href={`/r/${request.id}`}>
        <Trans>这份申请</Trans>
      </Link>
    </>
  );
}
