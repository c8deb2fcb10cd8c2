import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import type { Answer, GraphqlClient } from '../../examples/clients/graphql-client.js';
import { PersonClient } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { about, ask, CLAIM, freshKey, giveGrant, SETTLED } from '../support/clients/consent.js';
import { codeOf } from '../support/people/giving.js';
import { CONFIRM_ACT } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/**
 * What whoever holds a stolen credential may not do, by what was stolen. Each row is an operation over HTTP and the refusal
 * that it gets; `nothing` means an answer as if the object did not exist.
 */
interface Stage {
  /** A grant of the victim to the insurer, and one of the victim to the other insurer. */
  readonly grantId: string;
  readonly othersGrantId: string;
  readonly disclosureId: string;
  readonly pending: { id: string; notice: string };
  readonly victim: PersonClient;
  /** The victim's session as a thief has it: the token, and nothing that proves the person. */
  readonly session: GraphqlClient;
  readonly weakSession: GraphqlClient;
  readonly stranger: PersonClient;
  readonly clerk: StaffClient;
  readonly officer: StaffClient;
  readonly counter: Counter;
}

type Row = readonly [wants: string, expected: string, attempt: (stage: Stage) => Promise<Answer>];

let platform: Platform;
let stage: Stage;
beforeAll(async () => {
  platform = await startPlatform();
  const victim = await platform.person(platform.someone()).signIn('FACE');
  const weak = await platform.person(victim.person).signIn('SMS');
  const { grant } = await giveGrant(victim, platform.insurer, CLAIM, about(victim.person));
  const other = await giveGrant(victim, platform.otherInsurer, CLAIM, about(victim.person));
  const { data } = await platform.insurer.redeem(grant.id, freshKey(), SETTLED);
  const terms = { purpose: 'QUICK_UNDERWRITING', mode: 'ONE_TIME', validForDays: 3, notice: '核保' };
  const pending = await ask(platform.insurer, about(victim.person), terms);
  stage = {
    grantId: grant.id,
    othersGrantId: other.grant.id,
    disclosureId: data.redeemGrant.id,
    pending: { id: pending.id, notice: terms.notice },
    victim,
    session: victim.at(platform.url),
    weakSession: weak.at(platform.url),
    stranger: await platform.person(platform.someone()).signIn('FACE'),
    clerk: await platform.staff('CLERK'),
    officer: await platform.staff('OFFICER'),
    counter: new Counter(platform.standInUrl),
  };
});
afterAll(() => platform.stop());

/** The first code of the refusal; `nothing` for a null object; otherwise `done`. */
const outcomeOf = (answer: Answer): string =>
  codeOf(answer) ?? (Object.values(answer.data ?? {}).every((value) => value === null) ? 'nothing' : 'done');

const byId = (kind: 'query' | 'mutation', field: string, id: string, selection = '{ id }') =>
  [`${kind} ($id: ID!) { ${field}(id: $id) ${selection} }`, { id }] as const;

const OWN = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { accessToken } }';
const APPROVE =
  'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }';
const PROPOSE = 'mutation ($input: ProposeActInput!) { proposeAct(input: $input) { id } }';

const RECIPIENT: readonly Row[] = [
  [
    'to redeem a grant of another recipient',
    'NOT_FOUND',
    ({ othersGrantId }) => platform.insurer.redeem(othersGrantId, freshKey(), SETTLED),
  ],
  [
    'to see it',
    'nothing',
    ({ othersGrantId }) => platform.insurer.send(...byId('query', 'grant', othersGrantId)),
  ],
  [
    'to export it',
    'NOT_FOUND',
    ({ othersGrantId }) =>
      platform.insurer.send('query ($id: ID!) { grantExport(id: $id, format: FHIR) }', {
        id: othersGrantId,
      }),
  ],
  [
    'to see a disclosure to another recipient',
    'nothing',
    ({ disclosureId }) => platform.otherInsurer.send(...byId('query', 'disclosure', disclosureId)),
  ],
  [
    'items that its grant does not have',
    'ITEM_NOT_GRANTED',
    ({ grantId }) =>
      platform.insurer.redeem(grantId, freshKey(), 'id person { contact { mobile liveAddress } }'),
  ],
  [
    'a person’s own record',
    'FORBIDDEN',
    () => platform.insurer.send('{ me { person { basicIdentity { certNo } } } }'),
  ],
  [
    'to approve its own request',
    'FORBIDDEN',
    ({ pending }) =>
      platform.insurer.send(APPROVE, { input: { id: pending.id, authentication: pending.id } }),
  ],
  [
    'to open a counter session',
    'FORBIDDEN',
    async ({ counter, victim }) => platform.insurer.send(COUNTER.OPEN, await counter.opening(victim.person)),
  ],
  [
    'to propose an act',
    'FORBIDDEN',
    () =>
      platform.insurer.send(PROPOSE, {
        input: { kind: 'SUSPEND_RECIPIENT', recipient: 'INS-BOHAI', reason: 'x' },
      }),
  ],
  [
    'the other insurer’s name in its own requests',
    'NOT_FOUND',
    async ({ pending }) =>
      platform.otherInsurer.send(...byId('mutation', 'cancelConsentRequest', pending.id)),
  ],
];

const SESSION: readonly Row[] = [
  [
    'to approve a request without a proof',
    'AUTHENTICATION_FAILED',
    ({ session, pending }) =>
      session.send(APPROVE, {
        input: { id: pending.id, authentication: pending.id, sensitiveConfirmed: true },
      }),
  ],
  [
    'to see a stranger’s grants',
    'nothing',
    ({ stranger, grantId }) => stranger.send(...byId('query', 'grant', grantId)),
  ],
  [
    'to revoke a stranger’s grant',
    'NOT_FOUND',
    ({ stranger, grantId }) => stranger.send(...byId('mutation', 'revokeGrant', grantId)),
  ],
  [
    'to redeem',
    'FORBIDDEN',
    ({ session, grantId }) =>
      session.send('mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { id } }', {
        input: { grantId, idempotencyKey: freshKey() },
      }),
  ],
  [
    'a number in full at SMS',
    'STRENGTH_REQUIRED',
    ({ weakSession }) => weakSession.send('mutation { exportMyData(format: JSON) { url } }'),
  ],
  [
    'to export the record without a proof of the moment',
    'STRENGTH_REQUIRED',
    ({ session }) => session.send('mutation { exportMyData(format: JSON) { url } }'),
  ],
  [
    'to enrol a passkey of one’s own',
    'STRENGTH_REQUIRED',
    ({ session }) => session.send('mutation { startPasskeyRegistration { id } }'),
  ],
  [
    'to arrange what happens to the record after death',
    'STRENGTH_REQUIRED',
    ({ session }) => session.send('mutation { arrangeAfterDeath(arrangement: OPEN) }'),
  ],
  [
    'to export with a proof for something else',
    'AUTHENTICATION_FAILED',
    async ({ session, victim, pending }) =>
      session.send('mutation ($proof: ID) { exportMyData(format: JSON, authentication: $proof) { url } }', {
        proof: await victim.prove('FACE', 'APPROVE', pending.id),
      }),
  ],
  [
    'to end a stranger’s session',
    'NOT_FOUND',
    async ({ session, stranger }) => {
      const { me } = await stranger.run('{ me { sessions { id } } }');
      return session.send('mutation ($id: ID!) { endSession(id: $id) }', { id: me.sessions[0].id });
    },
  ],
];

const CLERK: readonly Row[] = [
  [
    'to sign in as the person whose code the counter scanned',
    'AUTHENTICATION_FAILED',
    async ({ counter, victim }) => {
      const thief = new PersonClient(platform.url, platform.standInUrl, victim.person);
      const { evoucher } = await counter.scan(victim.person);
      const { startAuthentication } = await thief.run(OWN, { input: { method: 'SCAN', action: 'SIGN_IN' } });
      return thief.send(COMPLETE, { input: { challengeId: startAuthentication.id, response: evoucher } });
    },
  ],
  [
    'to open a session for somebody who is not there',
    'AUTHENTICATION_FAILED',
    ({ clerk, counter }) =>
      clerk.send(COUNTER.OPEN, {
        input: { identity: { card: 'a ticket of their own' }, counter: counter.code },
      }),
  ],
  [
    'to use a code that was scanned elsewhere',
    'AUTHENTICATION_FAILED',
    async ({ clerk, counter, victim }) =>
      clerk.send(COUNTER.OPEN, {
        input: {
          identity: await new Counter(platform.standInUrl, 'YT-09-09').scan(victim.person),
          counter: counter.code,
        },
      }),
  ],
  [
    'to give a grant of level 3 alone',
    'nobody but a second one',
    async ({ clerk, counter, victim, pending }) => {
      const session = await counter.open(clerk, victim.person);
      const answer = await clerk.send(COUNTER.APPROVE, approving(session.id, pending));
      const { twoPeople, grant } = answer.data!.approveAtCounter;
      if (!twoPeople || grant !== null) return answer;
      const again = await clerk.send(COUNTER.CONFIRM, { id: answer.data!.approveAtCounter.id });
      expect(outcomeOf(again)).toBe('FORBIDDEN');
      return { ...again, errors: [{ message: '', extensions: { code: 'nobody but a second one' } }] };
    },
  ],
  [
    'to look at a grant without the person',
    'nothing',
    ({ clerk, grantId }) => clerk.send(...byId('query', 'grant', grantId)),
  ],
  [
    'to look at a disclosure',
    'nothing',
    ({ clerk, disclosureId }) => clerk.send(...byId('query', 'disclosure', disclosureId)),
  ],
  [
    'a person’s record',
    'FORBIDDEN',
    ({ clerk }) => clerk.send('{ me { person { basicIdentity { certNo } } } }'),
  ],
  [
    'to propose an act',
    'FORBIDDEN',
    ({ clerk }) =>
      clerk.send(PROPOSE, { input: { kind: 'SUSPEND_RECIPIENT', recipient: 'INS-BOHAI', reason: 'x' } }),
  ],
];

const OFFICER: readonly Row[] = [
  [
    'to know whose a grant is',
    'FORBIDDEN',
    ({ officer, grantId }) => officer.send(...byId('query', 'grant', grantId, '{ commitmentOpening }')),
  ],
  [
    'to know it from a receipt or export',
    'done without the opening',
    async ({ officer, grantId, victim }) => {
      const answer = await officer.send('query ($id: ID!) { grantExport(id: $id, format: FHIR) }', {
        id: grantId,
      });
      const { certNo, name, mobile } = victim.person;
      for (const secret of [certNo, name, mobile]) expect(JSON.stringify(answer.data)).not.toContain(secret);
      return { ...answer, errors: [{ message: '', extensions: { code: 'done without the opening' } }] };
    },
  ],
  [
    'to look at a disclosure’s data',
    'nothing',
    ({ officer, disclosureId }) =>
      officer.send(
        ...byId('query', 'disclosure', disclosureId, '{ person { settlements { nodes { settlementId } } } }'),
      ),
  ],
  [
    'to act alone',
    'FORBIDDEN',
    async ({ officer }) => {
      const { proposeAct } = await officer.run(PROPOSE, {
        input: { kind: 'SUSPEND_RECIPIENT', recipient: 'INS-BOHAI', reason: 'x' },
      });
      return officer.send(CONFIRM_ACT, { id: proposeAct.id });
    },
  ],
  [
    'to open a counter session',
    'FORBIDDEN',
    async ({ officer, counter, victim }) => officer.send(COUNTER.OPEN, await counter.opening(victim.person)),
  ],
  [
    'to revoke a grant',
    'FORBIDDEN',
    ({ officer, grantId }) => officer.send(...byId('mutation', 'revokeGrant', grantId)),
  ],
];

describe.each([
  ['a recipient’s key', RECIPIENT],
  ['a person’s session', SESSION],
  ['a clerk’s card', CLERK],
  ['an officer’s card', OFFICER],
] as const)('whoever has stolen %s does not get', (_, rows) => {
  it.each(rows)('what it takes %s: %s', async (__, expected, attempt) => {
    expect(outcomeOf(await attempt(stage))).toBe(expected);
  });
});

describe('an officer who looks', () => {
  it('is in the ledger, also where the look is refused', async () => {
    const looks = async () =>
      (
        await platform.database.sql(
          "SELECT count(*)::int AS looks FROM assent.ledger_entry WHERE kind = 'STAFF_LOOK'",
        )
      )[0]!.looks as number;
    const before = await looks();
    await stage.officer.run(...byId('query', 'grant', stage.grantId));
    expect(await looks()).toBe(before + 1);
    await stage.officer.refusal(...byId('query', 'grant', stage.grantId, '{ commitmentOpening }'));
    expect(await looks()).toBe(before + 2);
  });
});
