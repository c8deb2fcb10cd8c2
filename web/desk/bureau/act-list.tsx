import { Trans } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import {
  type ActFragment,
  ConfirmActDocument,
  type OfficerActKind,
  type OfficerActState,
  OfficerActsDocument,
  WithdrawActDocument,
} from '../../api/gql/graphql';
import { Refused } from '../../api/refusal';
import { useSession, useSignIn } from '../../api/session';
import { run } from '../../api/transport';
import { PagedList, usePages } from '../../ui/pages';
import { Moment, TimeLeft } from '../../ui/time';
import { DeskFault } from '../desk-fault';
import { signByUkey, useDevices } from '../devices';
import { ACTS, ActDiff, ActedOn, ActState, EFFECTS, Impact } from './act-words';

const PAGE = 20;

/** Acts of one state, newest first. */
export function ActList({ state, kind }: { state: OfficerActState; kind?: OfficerActKind }) {
  const pages = usePages(['desk', 'acts', state, kind ?? ''], async (before) => {
    const { officerActs: nodes } = await run(OfficerActsDocument, { state, kind, before });
    return { nodes, pageInfo: { endCursor: nodes.at(-1)?.id ?? null, hasNextPage: nodes.length === PAGE } };
  });
  return (
    <PagedList pages={pages}>
      {(acts, isEmpty) => (
        <>
          {isEmpty && (
            <p role="status">
              <Trans>没有这样的事。</Trans>
            </p>
          )}
          <ul className="cards">
            {acts.map((act) => (
              <ActCard key={act.id} act={act} />
            ))}
          </ul>
        </>
      )}
    </PagedList>
  );
}

function ActCard({ act }: { act: ActFragment }) {
  const { data: session } = useSession();
  return (
    <li className="card">
      <h3 className="row">
        {ACTS[act.kind] ?? act.kind} <ActState state={act.state} />
      </h3>
      <p>
        <ActedOn act={act} />
      </p>
      <ActDiff act={act} />
      <p className="notice">{act.reason}</p>
      <p className="quiet">
        <Trans>
          工号 {act.proposedBy} 提议，
          <Moment at={act.proposedAt} />
        </Trans>
        {act.confirmedBy && act.confirmedAt && (
          <>
            {' · '}
            <Trans>
              工号 {act.confirmedBy} 确认，
              <Moment at={act.confirmedAt} />
            </Trans>
          </>
        )}
        {act.state === 'OPEN' && (
          <>
            {' · '}
            <TimeLeft until={act.expiresAt} />
          </>
        )}
      </p>
      {act.state === 'OPEN' && (
        <>
          <p>{EFFECTS[act.kind]}</p>
          {act.diff.length === 0 && <Impact act={againOf(act)} />}
          {act.proposedBy === session?.staff ? <Withdraw act={act} /> : <Confirm act={act} />}
        </>
      )}
    </li>
  );
}

/** The act as it was proposed, to be counted again. */
const againOf = ({ kind, recipient, raises }: ActFragment) => ({
  kind,
  ...(recipient && { recipient: recipient.code }),
  ...(raises && { raises: raises.map(({ item, level }) => ({ item: item.code, level })) }),
});

function Withdraw({ act }: { act: ActFragment }) {
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => run(WithdrawActDocument, { id: act.id }),
    onSettled: () => client.invalidateQueries({ queryKey: ['desk', 'acts'] }),
  });
  return (
    <>
      <p className="quiet">
        <Trans>这是您提议的：须另一位管理人员确认，您自己不能确认。</Trans>
      </p>
      <DeskFault error={withdraw.error} device="UKEY" />
      <div>
        <Button isDisabled={withdraw.isPending} onPress={() => withdraw.mutate()}>
          <Trans>撤回提议</Trans>
        </Button>
      </div>
    </>
  );
}

/** The confirmation takes the officer's own smart card once more. Whoever's card it is must be whoever is signed in. */
function Confirm({ act }: { act: ActFragment }) {
  const client = useQueryClient();
  const devices = useDevices();
  const { data: session } = useSession();
  const { signInHere } = useSignIn();
  const confirm = useMutation({
    mutationFn: async () => {
      const assertion = await signByUkey(devices);
      const { staff } = await signInHere({ assertion });
      if (staff !== session?.staff) throw new Refused('FORBIDDEN');
      return run(ConfirmActDocument, { id: act.id, digest: act.digest });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['desk', 'acts'] }),
  });
  return (
    <>
      <p className="quiet">
        <Trans>确认后马上生效。请先核对理由和影响。</Trans>
      </p>
      <DeskFault error={confirm.error} device="UKEY" />
      <div>
        <Button
          className="react-aria-Button strong"
          isDisabled={confirm.isPending}
          onPress={() => confirm.mutate()}
        >
          <Trans>用 UKey 确认</Trans>
        </Button>
      </div>
    </>
  );
}
