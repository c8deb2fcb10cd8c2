import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { useHistoryState } from 'wouter/use-browser-location';
import {
  LookUpEntryDocument,
  LookUpGrantDocument,
  type LookUpGrantQuery,
  LookUpUsesDocument,
} from '../../api/gql/graphql';
import { Refused } from '../../api/refusal';
import { run } from '../../api/transport';
import { GrantStatusBadge } from '../../ui/badges';
import { Choices } from '../../ui/choices';
import { GrantedItems } from '../../ui/granted-items';
import { nameOf, namesOf } from '../../ui/item-names';
import { Fault } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';
import { BureauPage } from './bureau-page';

type Kind = 'GRANT' | 'DISCLOSURE';
interface Sought {
  readonly kind: Kind;
  readonly id: string;
}

/** One grant or one use, by its id. There is no search by person, and each look is an entry of the ledger. */
export function LookUp() {
  const { t } = useLingui();
  const given = useHistoryState<Sought | null>();
  const [kind, setKind] = useState<Kind>(given?.kind ?? 'GRANT');
  const [id, setId] = useState(given?.id ?? '');
  const [sought, setSought] = useState<Sought | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSought({ kind, id: id.trim().toLowerCase() });
  };
  return (
    <BureauPage title={t`查一笔`}>
      <p className="banner">
        <Trans>每查一次，账本就记一笔：哪个工号、查了什么、什么时候。本人看得到。没有按人查的办法。</Trans>
      </p>
      <form onSubmit={submit} className="cards">
        <Choices
          label={t`查什么`}
          options={[
            ['GRANT', t`一份授权`],
            ['DISCLOSURE', t`一次使用`],
          ]}
          value={kind}
          onChange={setKind}
          inRow
        />
        <TextField className="field" value={id} onChange={setId}>
          <Label>{t`编号`}</Label>
          <Input autoComplete="off" spellCheck={false} />
        </TextField>
        <div>
          <Button type="submit" className="react-aria-Button strong" isDisabled={id.trim() === ''}>
            <Trans>看清上面的话，继续</Trans>
          </Button>
        </div>
      </form>
      {sought && (
        <section key={`${sought.kind} ${sought.id}`} aria-label={t`查到的`} className="cards">
          {sought.kind === 'GRANT' && <Grant id={sought.id} />}
          <Entry of={sought} />
        </section>
      )}
    </BureauPage>
  );
}

/** Something that is read when it is asked for, once, as a look. */
function Look<Found>({
  words,
  read,
  children,
}: {
  words: ReactNode;
  read: () => Promise<Found>;
  children: (found: Found) => ReactNode;
}) {
  const look = useMutation({ mutationFn: read, gcTime: 0 });
  return (
    <div className="card">
      {look.data === undefined ? (
        <Button isDisabled={look.isPending} onPress={() => look.mutate()}>
          {words}
        </Button>
      ) : (
        children(look.data)
      )}
      <Fault error={look.error} />
    </div>
  );
}

type Found = NonNullable<LookUpGrantQuery['grant']>;

function Grant({ id }: { id: string }) {
  const grantOf = async () => (await run(LookUpGrantDocument, { id })).grant ?? notFound();
  const usesOf = async () => (await run(LookUpUsesDocument, { id })).grant?.disclosures.nodes ?? notFound();
  return (
    <>
      <Look words={<Trans>看条款，并记录</Trans>} read={grantOf}>
        {(grant) => <Terms grant={grant} />}
      </Look>
      <Look words={<Trans>看每次使用，并记录</Trans>} read={usesOf}>
        {(uses) => (
          <>
            <p role="status">
              <Plural value={uses.length} other="用过 # 次" />
            </p>
            <ul className="items">
              {uses.map((use) => (
                <li key={use.id}>
                  <span>
                    <Trans>
                      第 {use.useNumber} 次，
                      <Moment at={use.disclosedAt} seconds />
                    </Trans>
                    {' · '}
                    {namesOf(use.items.map(({ item }) => item))}
                  </span>
                  <span className="digest">{use.id}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Look>
    </>
  );
}

const notFound = (): never => {
  throw new Refused('NOT_FOUND');
};

function Terms({ grant }: { grant: Found }) {
  const { maxUses, used, validFrom, validUntil, revokedAt, items } = grant;
  return (
    <>
      <h2 className="row">
        {grant.recipient.name} <GrantStatusBadge status={grant.status} />
      </h2>
      <dl className="terms">
        <dt>
          <Trans>用途</Trans>
        </dt>
        <dd>{nameOf(grant.purpose)}</dd>
        <dt>
          <Trans>用几次</Trans>
        </dt>
        <dd>
          {maxUses ? (
            <Trans>
              已用 {used} 次，共 {maxUses} 次
            </Trans>
          ) : (
            <Plural value={used} other="已用 # 次" />
          )}
        </dd>
        <dt>
          <Trans>期限</Trans>
        </dt>
        <dd>
          <Moment at={validFrom} /> – <Moment at={validUntil} />
        </dd>
        {revokedAt && (
          <>
            <dt>
              <Trans>撤回</Trans>
            </dt>
            <dd>
              <Moment at={revokedAt} seconds />
            </dd>
          </>
        )}
      </dl>
      <GrantedItems items={items} />
    </>
  );
}

/** The entry of the ledger, field by field, as it is in the log. */
function Entry({ of: { kind, id } }: { of: Sought }) {
  const read = async () => {
    const variables = kind === 'GRANT' ? { grantId: id } : { disclosureId: id };
    const { ledgerEntry } = await run(LookUpEntryDocument, variables);
    return Object.entries(JSON.parse(ledgerEntry) as Record<string, unknown>);
  };
  return (
    <Look words={<Trans>看账本里的记录，并记录</Trans>} read={read}>
      {(fields) => (
        <dl className="terms digest">
          {fields.map(([field, value]) => (
            <div key={field} style={{ display: 'contents' }}>
              <dt>{field}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Look>
  );
}
