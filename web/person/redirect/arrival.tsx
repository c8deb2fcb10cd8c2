import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { Link, Redirect, useParams } from 'wouter';
import { BindRedirectDocument, RedirectDocument, type RedirectQuery } from '../../api/gql/graphql';
import { useSession } from '../../api/session';
import { run } from '../../api/transport';
import { baseOf } from '../../ui/acting';
import { AskedItemLine } from '../../ui/asked-item';
import { InstitutionLine } from '../../ui/institution-line';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { Return, remember, useReturning } from '../../ui/returning';
import { WaysToSignIn } from '../sign-in/sign-in';

type Interaction = NonNullable<RedirectQuery['interaction']>;

/**
 * Where somebody arrives who was sent here by an institution's app. All that is asked can be read before signing in; then they
 * say for whom they decide, and the request is decided on its own page.
 */
export default function Arrival() {
  const { t } = useLingui();
  const { uid = '' } = useParams<{ uid: string }>();
  const { data: session } = useSession();
  const query = useQuery({
    queryKey: ['consents', 'redirect', uid, session?.kind ?? null],
    queryFn: () => run(RedirectDocument, { uid }),
  });
  const interaction = query.data?.interaction;
  const host = interaction?.returnHost;
  useEffect(() => {
    if (host) remember({ uid, host });
  }, [uid, host]);
  if (query.data?.interaction === null) return <Over />;
  if (interaction?.request) return <Redirect to={addressOf(interaction.request)} replace />;
  return (
    <Page title={interaction ? t`${interaction.recipient.name} 请您授权` : t`授权`}>
      <Loaded query={query}>{() => interaction && <Arrived interaction={interaction} />}</Loaded>
    </Page>
  );
}

/** Where a request is decided: among the pages of whom it is about. */
const addressOf = ({ id, about }: NonNullable<Interaction['request']>): string =>
  `${about ? baseOf(about) : ''}/r/${id}`;

function Over() {
  const { t } = useLingui();
  const returning = useReturning();
  useEffect(() => remember(null), []);
  return (
    <Page title={t`这次授权已经结束`}>
      <p>
        <Trans>可能是超时了，或者您已经办完。需要的话，请回到机构的应用重新开始。</Trans>
      </p>
      {!returning && (
        <Link href="/">
          <Trans>回首页</Trans>
        </Link>
      )}
    </Page>
  );
}

function Arrived({ interaction }: { interaction: Interaction }) {
  const { data: session } = useSession();
  const { recipient, returnHost, purpose, product, items, validForDays, maxUses, notice } = interaction;
  const count = items.length;
  const isPerson = session?.kind === 'PERSON';
  return (
    <>
      <InstitutionLine institution={recipient} />
      <p>
        <Trans>
          您从 <strong>{returnHost}</strong> 来，办完后回到那里。网址和机构对不上的，请直接离开。
        </Trans>
      </p>
      <p>
        <Trans>用来：{nameOf(purpose)}</Trans>
      </p>
      {product && (
        <p>
          <Trans>产品：{product.name}</Trans>
        </p>
      )}
      <section aria-labelledby="asks">
        <h2 id="asks">
          <Plural value={count} other="它想看 # 项" />
        </h2>
        <ul className="items">
          {items.map(({ item, delivery, required }) => (
            <AskedItemLine key={item.code} item={item} delivery={delivery}>
              {!required && (
                <span className="quiet">
                  <Trans>这一项您可以不给。</Trans>
                </span>
              )}
            </AskedItemLine>
          ))}
        </ul>
        <p>
          {maxUses ? <Plural value={maxUses} other="最多看 # 次" /> : <Trans>到期前多次</Trans>}
          {' · '}
          <Plural value={validForDays} other="# 天内有效" />
        </p>
      </section>
      <section aria-labelledby="institution-says">
        <h2 id="institution-says">
          <Trans>机构的说明</Trans>
        </h2>
        <p className="notice">{notice}</p>
      </section>
      {isPerson ? <ForWhom interaction={interaction} /> : <WhoAreYou />}
      <p className="quiet">
        <Trans>现在不想决定，可以先返回。登录后选了替谁决定的，申请会在首页保留 7 天。</Trans>
      </p>
      <Return returning={{ uid: interaction.uid, host: returnHost }} plain />
    </>
  );
}

function WhoAreYou() {
  return (
    <section aria-labelledby="who">
      <h2 id="who">
        <Trans>要决定，请先登录</Trans>
      </h2>
      <WaysToSignIn />
    </section>
  );
}

/** For whom this person decides. It is said once, because from then on the request is theirs. */
function ForWhom({ interaction }: { interaction: Interaction }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const bind = useMutation({
    mutationFn: (subject: string) => run(BindRedirectDocument, { uid: interaction.uid, subject }),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  return (
    <section aria-labelledby="whom">
      <h2 id="whom">
        <Trans>您替谁决定？</Trans>
      </h2>
      <Fault error={bind.error} />
      <div className="cards">
        {interaction.subjects.map(({ id, self, label }) => (
          <Button
            key={id}
            className="react-aria-Button wide"
            isDisabled={bind.isPending}
            onPress={() => bind.mutate(id)}
          >
            {self ? t`我自己` : t`我代${label ?? ''}决定`}
          </Button>
        ))}
      </div>
      {interaction.subjects.length === 0 && (
        <p role="status">
          <Trans>这份申请只能由机构的法定代表人决定，您没有登记在册的机构。</Trans>
        </p>
      )}
    </section>
  );
}
