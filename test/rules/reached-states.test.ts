import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, isEnumType } from 'graphql';
import { expireRequests } from '../../consent/grants/expire-requests.js';
import { cityDay } from '../../consent/kernel/city-time.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { tellOfEnds } from '../../consent/notifications/tell-of-ends.js';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import {
  about,
  ask,
  ELIGIBILITY,
  ENROLLED,
  freshKey,
  giveGrant,
  SETTLED,
} from '../support/clients/consent.js';
import { importRows, psnNoOf, visitRows } from '../support/database/import-rows.js';
import { applyFile } from '../support/people/agreements.js';
import { everythingOf } from '../support/people/asked.js';
import { APPLICATION, Applying, FOR_CLAIMS } from '../support/people/institutions.js';
import { allFreezesApplied, Officers } from '../support/people/officers.js';
import { APPLY, application, applied, approval, approved, REVIEW } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { projectFile } from '../support/project.js';

/**
 * Every state that the schema declares is reached, and read by somebody, through what the platform offers its callers: the
 * API, files that are imported, and time. A state that nothing reaches is a promise that nobody keeps.
 */
const DAY = 86_400;
/** How enums of states are called. Other enums are words that a caller chooses, or that a file names. */
const OF_STATES = /(Status|State|Standing|NoticeKind)$/;

const statesInSchema = Object.values(buildSchema(projectFile('schema.graphql')).getTypeMap())
  .filter(isEnumType)
  .filter(({ name }) => OF_STATES.test(name))
  .map((type) => [type.name, type.getValues().map(({ name }) => name)] as const);

let platform: Platform;
let officers: Officers;
let me: PersonClient;
let clerk: StaffClient;
let reviewer: StaffClient;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
  me = await platform.person(platform.someone()).signIn('FACE');
});
afterAll(() => platform.stop());

/** Looks once this much time has passed. */
async function later<T>(seconds: number, look: () => Promise<T>): Promise<T> {
  await platform.database.advance(seconds);
  try {
    return await look();
  } finally {
    await platform.database.advance(-seconds);
  }
}

const asked = async () => (await ask(platform.insurer, about(me.person), ELIGIBILITY)).id as string;
const given = async (terms: object = {}, recipient = platform.insurer) =>
  (await giveGrant(me, recipient, { ...ELIGIBILITY, ...terms })).grant.id as string;
const use = async (id: string, selection = ENROLLED) =>
  expect((await platform.insurer.redeem(id, freshKey(), selection)).errors).toEqual([]);

const requestIs = async (id: string) =>
  (await platform.insurer.run('query ($id: ID!) { consentRequest(id: $id) { status } }', { id }))
    .consentRequest.status;
const grantIs = async (id: string) =>
  (await me.run('query ($id: ID!) { grant(id: $id) { status } }', { id })).grant.status;
const challengeIs = async (id: string) =>
  (await platform.anonymous.run('query ($id: ID!) { challengeState(id: $id) }', { id })).challengeState;

/** A request to somebody else, who is not asked again by others of these tests for thirty days. */
async function denied(): Promise<string> {
  const other = await platform.person(platform.someone()).signIn();
  const { id } = await ask(platform.insurer, about(other.person), ELIGIBILITY);
  await other.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id });
  return id;
}

const challenged = async () => {
  const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
  const input = { method: 'FACE', action: 'SIGN_IN', certNo: me.person.certNo };
  return (await platform.anonymous.run(START, { input })).startAuthentication.id as string;
};
const handOver = async (challengeId: string, ticket: string) =>
  fetch(`${platform.url}/handoff`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ challengeId, ticket }),
  });

const NOTICES = `query ($after: String) { recipient { notices(first: 200, after: $after) {
  nodes { kind } pageInfo { endCursor } } } }`;
let seen: string | null = null;
/** Polls the feed to its end. @returns the kind, once there is a notice of it */
async function noticed(kind: string, recipient = platform.insurer): Promise<string> {
  let after = recipient === platform.insurer ? seen : null;
  for (;;) {
    const { nodes, pageInfo } = (await recipient.run(NOTICES, { after })).recipient.notices;
    after = pageInfo.endCursor;
    if (recipient === platform.insurer) seen = after;
    if (nodes.some((notice: { kind: string }) => notice.kind === kind)) return kind;
    if (nodes.length === 0) return 'no such notice';
  }
}

/** An approval that a person signed at the counter, and that takes a reviewer. */
async function signed(): Promise<{ id: string; sessionId: string }> {
  const notice = '理赔直付';
  const request = await ask(platform.insurer, about(me.person));
  const { id: sessionId } = await new Counter(platform.standInUrl).open(clerk, me.person);
  const variables = approving(sessionId, { id: request.id, notice });
  return { id: (await clerk.run(COUNTER.APPROVE, variables)).approveAtCounter.id, sessionId };
}
const approvalIs = async (id: string) =>
  (await reviewer.run('query ($id: ID!) { counterApproval(id: $id) { state } }', { id })).counterApproval
    .state;

const proposed = async (): Promise<string> => {
  const recipient = platform.otherInsurer.identity.code;
  return (await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient })).id;
};
const actIs = async (id: string) => {
  const { officerActs } = await officers.one.run('{ officerActs(first: 50) { id state } }');
  return officerActs.find((act: { id: string }) => act.id === id).state;
};

/** A grant that somebody objects to; the objection as its author sees it, once `then` has passed. */
async function objection(then: (id: string) => Promise<unknown> = async () => undefined): Promise<string> {
  const FILE = 'mutation ($input: FileObjectionInput!) { fileObjection(input: $input) { id } }';
  const input = { about: 'GRANT', target: await given(), text: '这不是我给的' };
  const { id } = (await me.run(FILE, { input })).fileObjection;
  await then(id);
  const { nodes } = (await me.run('{ me { objections { nodes { id status } } } }')).me.objections;
  return nodes.find((one: { id: string }) => one.id === id).status;
}

const applicationIs = async (applying: Applying) => (await applying.read()).status;
const inReview = async () => (await Applying.begin(platform)).inReview(officers);
async function returned(): Promise<Applying> {
  const applying = await inReview();
  const lines = [{ field: 'contact', message: '请写客服电话' }];
  await officers.one.run(APPLICATION.RETURN, { input: { id: applying.id, lines } });
  return applying;
}

const standsAs = async (code: string) =>
  (
    await platform.anonymous.run('query ($code: ID!) { recipientOf(code: $code) { standing } }', {
      code,
    })
  ).recipientOf.standing;

/** How each state is reached; each returns what the API says then. */
const WAYS: Record<string, Record<string, () => Promise<string>>> = {
  ConsentRequestStatus: {
    PENDING: async () => requestIs(await asked()),
    APPROVED: async () => requestIs((await giveGrant(me, platform.insurer)).request.id),
    DENIED: async () => requestIs(await denied()),
    CANCELLED: async () => {
      const id = await asked();
      await platform.insurer.run('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', { id });
      return requestIs(id);
    },
    EXPIRED: async () => {
      const id = await asked();
      return later(7 * DAY, () => requestIs(id));
    },
  },
  GrantStatus: {
    ACTIVE: async () => grantIs(await given()),
    EXHAUSTED: async () => {
      const id = await given({ mode: 'ONE_TIME', maxUses: 1, validForDays: 7 });
      await use(id);
      return grantIs(id);
    },
    EXPIRED: async () => {
      const id = await given({ validForDays: 1 });
      // A session does not last as long as that.
      return later(DAY, async () => {
        await me.signIn('FACE');
        return grantIs(id);
      });
    },
    REVOKED: async () => {
      const id = await given();
      await me.revoke(id);
      return grantIs(id);
    },
    SUPERSEDED: async () => {
      const id = await given({ reference: 'one claim' });
      await given({ reference: 'one claim' });
      return grantIs(id);
    },
    SUSPENDED: async () => {
      const recipient = platform.otherInsurer.identity.code;
      const id = await given({}, platform.otherInsurer);
      await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient });
      const status = await grantIs(id);
      await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient });
      return status;
    },
  },
  ChallengeState: {
    WAITING: async () => challengeIs(await challenged()),
    READY: async () => {
      const id = await challenged();
      await handOver(id, await me.respond('FACE', id));
      return challengeIs(id);
    },
    FAILED: async () => {
      const id = await challenged();
      await handOver(id, await platform.person(platform.someone()).respond('FACE', id));
      const COMPLETE = `mutation ($input: CompleteAuthenticationInput!) {
        completeAuthentication(input: $input) { id } }`;
      await platform.anonymous.refusal(COMPLETE, { input: { challengeId: id, response: '' } });
      return challengeIs(id);
    },
    EXPIRED: async () => {
      const id = await challenged();
      return later(DAY, () => challengeIs(id));
    },
  },
  CounterApprovalState: {
    WAITING: async () => approvalIs((await signed()).id),
    GIVEN: async () => {
      const { id } = await signed();
      await reviewer.run(COUNTER.CONFIRM, { id });
      return approvalIs(id);
    },
    RETURNED: async () => {
      const { id } = await signed();
      await reviewer.run(COUNTER.RETURN, { id, reason: '签名与证件不符' });
      return approvalIs(id);
    },
    LAPSED: async () => {
      const { id, sessionId } = await signed();
      await clerk.run(COUNTER.CLOSE, { id: sessionId });
      return approvalIs(id);
    },
  },
  OfficerActState: {
    OPEN: async () => actIs(await proposed()),
    CONFIRMED: async () => {
      const recipient = platform.otherInsurer.identity.code;
      const { id } = await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient });
      const state = await actIs(id);
      await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient });
      return state;
    },
    WITHDRAWN: async () => {
      const id = await proposed();
      await officers.one.run('mutation ($id: ID!) { withdrawAct(id: $id) { id } }', { id });
      return actIs(id);
    },
    LAPSED: async () => {
      const id = await proposed();
      return later(DAY, () => actIs(id));
    },
  },
  ObjectionStatus: {
    OPEN: () => objection(),
    ANSWERED: () =>
      objection((id) =>
        officers.one.run(
          'mutation ($id: ID!, $answer: String!) { answerObjectionOfPerson(id: $id, answer: $answer) { id } }',
          { id, answer: '已核实' },
        ),
      ),
  },
  ApplicationStatus: {
    DRAFT: async () => applicationIs(await Applying.begin(platform)),
    SUBMITTED: async () => {
      const applying = await (await Applying.begin(platform)).complete();
      await applying.submit();
      return applicationIs(applying);
    },
    IN_REVIEW: async () => applicationIs(await inReview()),
    RETURNED: async () => applicationIs(await returned()),
    APPROVED: async () => {
      const applying = await inReview();
      await applying.approve(officers);
      return applicationIs(applying);
    },
    REFUSED: async () => {
      const applying = await inReview();
      await officers.one.run(APPLICATION.REFUSE, { id: applying.id, reason: '不符合要求' });
      return applicationIs(applying);
    },
    WITHDRAWN: async () => {
      const applying = await Applying.begin(platform);
      await applying.person.run(APPLICATION.WITHDRAW, { id: applying.id });
      return applicationIs(applying);
    },
    LAPSED: async () => {
      const applying = await returned();
      return later(30 * DAY, async () => {
        await applying.person.signIn('FACE');
        return applicationIs(applying);
      });
    },
  },
  RecipientStanding: {
    TESTING: async () => {
      const applying = await (await Applying.begin(platform)).inReview(officers, [FOR_CLAIMS], {
        keys: false,
      });
      await applying.approve(officers);
      return (await applying.read()).institution.recipient.standing;
    },
    READY: async () => {
      const applying = await inReview();
      await applying.approve(officers);
      return (await applying.read()).institution.recipient.standing;
    },
    LIVE: () => standsAs(platform.insurer.identity.code),
    SUSPENDED: () => stoppedBy('SUSPEND_RECIPIENT', 'REINSTATE_RECIPIENT'),
    FROZEN: () => stoppedBy('FREEZE_RECIPIENT', 'LIFT_FREEZE'),
    ENDED: () => later(100 * 365 * DAY, () => standsAs(platform.insurer.identity.code)),
  },
  RelativeApplicationStatus: {
    PENDING: async () => {
      const { deceased } = await applied(platform);
      const relative = await platform.person(platform.someone()).signIn('FACE');
      return (await relative.run(APPLY, application(deceased))).applyAsRelative.status;
    },
    APPROVED: async () => {
      const { id, relative } = await approved(platform, [
        await platform.staff('REVIEWER'),
        await platform.staff('REVIEWER'),
      ]);
      const ONE = 'query ($id: ID!) { relativeApplication(id: $id) { status } }';
      return (await relative.run(ONE, { id })).relativeApplication.status;
    },
    REFUSED: async () => {
      const one = await applied(platform);
      const { input } = approval(one);
      const refusing = { input: { id: input.id, approve: false, reason: '材料不符' } };
      const reviewer = await platform.staff('REVIEWER');
      return (await reviewer.run(REVIEW, refusing)).reviewRelativeApplication.status;
    },
  },
  RecipientNoticeKind: {
    GRANT_GIVEN: async () => {
      await given();
      return noticed('GRANT_GIVEN');
    },
    GRANT_REVOKED: async () => {
      await me.revoke(await given());
      return noticed('GRANT_REVOKED');
    },
    GRANT_SUPERSEDED: async () => {
      for (const reference of ['twice', 'twice']) await given({ reference });
      return noticed('GRANT_SUPERSEDED');
    },
    GRANT_SUSPENDED: async () => {
      await given({}, platform.otherInsurer);
      await frozen(platform.otherInsurer.identity.code);
      return noticed('GRANT_SUSPENDED', platform.otherInsurer);
    },
    GRANT_REINSTATED: async () => {
      await given({}, platform.otherInsurer);
      await frozen(platform.otherInsurer.identity.code);
      return noticed('GRANT_REINSTATED', platform.otherInsurer);
    },
    GRANT_EXPIRING: async () => {
      await given({ validForDays: 30 });
      return later(24 * DAY, async () => {
        await tellOfEnds({ query: platform.database.sql });
        return noticed('GRANT_EXPIRING');
      });
    },
    AGREEMENT_CHANGED: async () => {
      await agreed({ validUntil: '2099-12-31' });
      return noticed('AGREEMENT_CHANGED');
    },
    AGREEMENT_ENDING: async () => {
      await agreed({ validUntil: cityDay(new Date(Date.now() + 20 * DAY * 1000)) });
      await tellOfEnds({ query: platform.database.sql });
      return noticed('AGREEMENT_ENDING');
    },
    KEY_CHANGED: async () => {
      const added = await RecipientKey.create();
      await agreed({ validUntil: '2099-12-31' }, added);
      await agreed({ validUntil: '2099-12-31' });
      return noticed('KEY_CHANGED');
    },
    KEY_EXPIRING: async () => {
      return later((LIMITS.keyDays - 20) * DAY, async () => {
        await tellOfEnds({ query: platform.database.sql });
        return noticed('KEY_EXPIRING');
      });
    },
    RECORD_CORRECTED: async () => {
      const psnNo = await psnNoOf(platform.database, me.person);
      const day = new Date(Date.now() - 30 * DAY * 1000).toISOString().slice(0, 10);
      const visit = { id: 'reached', psnNo, day };
      await importRows(platform.database, visitRows([visit]));
      await use(
        (await giveGrant(me, platform.insurer, { ...everythingOf(), validForDays: 7, notice: '理赔' })).grant
          .id,
        SETTLED,
      );
      await importRows(platform.database, visitRows([{ ...visit, refunded: true }]));
      return noticed('RECORD_CORRECTED');
    },
    REQUEST_DENIED: async () => {
      await denied();
      return noticed('REQUEST_DENIED');
    },
    REQUEST_EXPIRED: async () => {
      await asked();
      return later(7 * DAY, async () => {
        await expireRequests({ query: platform.database.sql });
        return noticed('REQUEST_EXPIRED');
      });
    },
  },
};

/** Applies the insurer's agreement with another end. */
async function agreed(changed: { validUntil: string }, ...added: RecipientKey[]): Promise<void> {
  const keys = [platform.insurer.key, ...added].map(({ registeredJwk }) => ({ ...registeredJwk }));
  await applyFile(platform, platform.insurer, { recipient: { jwks: { keys } }, ...changed });
}

/** The standing of a recipient between an act of officers and the act that ends it. */
async function stoppedBy(act: string, end: string): Promise<string> {
  const recipient = platform.otherInsurer.identity.code;
  await officers.act({ kind: act, recipient });
  const standing = await standsAs(recipient);
  await officers.act({ kind: end, recipient });
  await allFreezesApplied(platform.database);
  return standing;
}

/** A freeze and its end. */
async function frozen(recipient: string): Promise<void> {
  for (const kind of ['FREEZE_RECIPIENT', 'LIFT_FREEZE']) {
    await officers.act({ kind, recipient });
    await allFreezesApplied(platform.database);
  }
}

/** States that the schema names for what is still to be built. A way to one of them takes it off this list. */
const NOT_BUILT: Record<string, readonly string[]> = {
  // Whoever applies is no recipient before officers approve it.
  RecipientStanding: ['APPLICANT'],
};

describe.each(statesInSchema)('%s', (name, values) => {
  const built = values.filter((value) => !NOT_BUILT[name]?.includes(value));
  it('has a way to each of its values, and to no other', () => {
    expect(Object.keys(WAYS[name] ?? {}).sort()).toEqual([...built].sort());
  });

  it.each(built.map((value) => [value]))('reaches %s', async (value) => {
    expect(await WAYS[name]![value]!()).toBe(value);
  });
});
