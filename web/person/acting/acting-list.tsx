import { Plural, Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ActingForQuery } from '../../api/gql/graphql';
import { useActingFor } from '../../ui/acting';

type Ward = ActingForQuery['me']['wards'][number];

/** What waits for the guardian: requests to decide, or grants to confirm where the ward decides first. */
const waitingFor = ({ capacity, consentRequests, grants }: Ward): number =>
  (capacity === 'NONE' ? consentRequests.nodes.length : 0) +
  grants.nodes.filter(({ awaitingGuardian }) => awaitingGuardian).length;

/** For whom one may act, with what waits for each. Most people act for nobody and see nothing of it. */
export function ActingList() {
  const { data } = useActingFor();
  if (!data) return null;
  const { wards, represented, consentRequests } = data.me;
  if (wards.length + represented.length === 0) return null;
  const waitingOf = (code: string) =>
    consentRequests.nodes.filter(({ about }) => about?.providerCode === code).length;
  return (
    <section aria-labelledby="acting-for">
      <h2 id="acting-for">
        <Trans>代办对象</Trans>
      </h2>
      <ul className="cards">
        {wards.map((ward) => (
          <Entry key={ward.id} to={`/w/${ward.id}`} label={ward.label} waiting={waitingFor(ward)}>
            {ward.source === 'COURT_DECISION' ? (
              <Trans>法院指定您监护，由您决定</Trans>
            ) : ward.capacity === 'NONE' ? (
              <Trans>不满 14 周岁，由您决定</Trans>
            ) : (
              <Trans>14 至 17 周岁，先由本人决定，再由您确认</Trans>
            )}
          </Entry>
        ))}
        {represented.map(({ code, name }) => (
          <Entry key={code} to={`/p/${code}`} label={name} waiting={waitingOf(code)}>
            <Trans>您是法定代表人</Trans>
          </Entry>
        ))}
      </ul>
    </section>
  );
}

function Entry({
  to,
  label,
  waiting,
  children,
}: {
  to: string;
  label: string;
  waiting: number;
  children: ReactNode;
}) {
  return (
    <li className="card">
      <h3>
        <Link href={`~${to}`}>
          <Trans>替 {label} 办理</Trans>
        </Link>
      </h3>
      <p className="quiet">{children}</p>
      {waiting > 0 && (
        <p>
          <span className="badge soon">
            <span aria-hidden>◷</span> <Plural value={waiting} other="# 件等您处理" />
          </span>
        </p>
      )}
    </li>
  );
}
