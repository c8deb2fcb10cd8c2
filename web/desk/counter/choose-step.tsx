import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Collection, Header, ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components';
import type { DeskGrantFragment, DeskSessionFragment } from '../../api/gql/graphql';
import { nameOf } from '../../ui/item-names';
import { AgentLimits } from './agent-step';
import { RevokeAtCounter } from './revoke-at-counter';
import type { LaneState } from './use-lane';

/** Step 2: what waits for the person and what can be taken back. Arrows and Enter choose. */
export function ChooseStep({ lane, session }: { lane: LaneState; session: DeskSessionFragment }) {
  const { t } = useLingui();
  const [revoking, setRevoking] = useState<DeskGrantFragment | null>(null);
  const { requests, grants } = session;
  const raised = grants.filter(({ suspendedItems }) => suspendedItems.length > 0);
  const choose = (key: string) => {
    const [kind, id] = key.split(':');
    const request = requests.find((one) => one.id === id);
    const grant = grants.find((one) => one.id === id);
    if (kind === 'REQUEST' && request) lane.begin({ kind, request });
    if (kind === 'ITEMS' && grant) lane.begin({ kind, grant });
    if (kind === 'GRANT' && grant) setRevoking(grant);
  };
  return (
    <>
      {session.power && (
        <section className="banner" aria-label={t`代理人办理`}>
          <p>
            <Trans>
              代理人办理：{session.power.matter}（委托书到 {session.power.validUntil} 为止）
            </Trans>
          </p>
          <AgentLimits />
        </section>
      )}
      {requests.length + grants.length === 0 ? (
        <p role="status">
          <Trans>没有等本人决定的申请，也没有可以撤回的授权。</Trans>
        </p>
      ) : (
        <ListBox
          className="errands"
          aria-label={t`本人要办的事`}
          autoFocus="first"
          onAction={(key) => choose(String(key))}
        >
          {requests.length > 0 && (
            <ListBoxSection>
              <Header>
                <Trans>待本人决定</Trans>
              </Header>
              <Collection items={requests}>
                {(request) => (
                  <ListBoxItem id={`REQUEST:${request.id}`} textValue={request.recipient.name}>
                    <strong>{request.recipient.name}</strong> · {nameOf(request.purpose)} ·{' '}
                    <Plural value={request.items.length} other="要 # 项" />
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          )}
          {raised.length > 0 && (
            <ListBoxSection>
              <Header>
                <Trans>要再次确认的信息项</Trans>
              </Header>
              <Collection items={raised}>
                {(grant) => (
                  <ListBoxItem id={`ITEMS:${grant.id}`} textValue={grant.recipient.name}>
                    <strong>{grant.recipient.name}</strong> · {nameOf(grant.purpose)} ·{' '}
                    <Plural value={grant.suspendedItems.length} other="# 项级别提高了" />
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          )}
          {grants.length > 0 && (
            <ListBoxSection>
              <Header>
                <Trans>可以撤回的授权</Trans>
              </Header>
              <Collection items={grants}>
                {(grant) => (
                  <ListBoxItem id={`GRANT:${grant.id}`} textValue={grant.recipient.name}>
                    <strong>{grant.recipient.name}</strong> · {nameOf(grant.purpose)} · <Trans>撤回</Trans>
                  </ListBoxItem>
                )}
              </Collection>
            </ListBoxSection>
          )}
        </ListBox>
      )}
      {revoking && (
        <RevokeAtCounter lane={lane} session={session} grant={revoking} onClose={() => setRevoking(null)} />
      )}
    </>
  );
}
