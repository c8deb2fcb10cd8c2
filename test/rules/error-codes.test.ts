import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../consent/kernel/limits.js';
import { REFUSALS, type RefusalCode } from '../../consent/kernel/refusal.js';
import type { Answer } from '../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import {
  ASK,
  about,
  ask,
  CLAIM,
  ELIGIBILITY,
  ENROLLED,
  freshKey,
  giveGrant,
  newGrant,
  SETTLED,
} from '../support/clients/consent.js';
import { holdRow } from '../support/database/held-row.js';
import { namedOnly } from '../support/people/giving.js';
import { APPLICATION, Applying } from '../support/people/institutions.js';
import { enrolled } from '../support/people/members.js';
import { CONFIRM_ACT, Officers } from '../support/people/officers.js';
import { demandOperators } from '../support/platform/operators.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows } from '../support/platform/seals.js';

let platform: Platform;
let me: PersonClient;

const DAY_SECONDS = 86_400;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const CANCEL = 'mutation ($id: ID!) { cancelConsentRequest(id: $id) { status } }';
const REVOKE = 'mutation ($id: ID!) { revokeGrant(id: $id) { status } }';
const APPROVE =
  'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }';
const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { id } }';

/** One person gives every grant. FACE is strong enough for all of them. */
const given = (terms: object = ELIGIBILITY) => giveGrant(me, platform.insurer, terms);
const asks = (terms: object, recipient = platform.insurer) =>
  recipient.send(ASK, { input: { subject: about(me.person), ...CLAIM, ...terms } });
const approves = async (request: { id: string }, more: object) =>
  me.send(APPROVE, {
    input: {
      id: request.id,
      authentication: await me.prove('FACE', 'APPROVE', request.id),
      sensitiveConfirmed: true,
      ...more,
    },
  });
const redeems = (grant: { id: string }, selection = ENROLLED, key = freshKey()) =>
  platform.insurer.redeem(grant.id, key, selection);
const owner = (sql: string, ...values: unknown[]) => platform.database.sql(sql, values);

interface Case {
  readonly when: string;
  readonly produce: () => Promise<Answer>;
  /** The members of `extensions` besides the code. */
  readonly more?: Record<string, unknown>;
}

/** One case for each code of the contract. A code without a case does not compile. */
const WAYS: Record<RefusalCode, Case> = {
  UNAUTHENTICATED: {
    when: 'nobody is signed in',
    produce: () => platform.anonymous.send('{ me { person { contact { mobile } } } }'),
  },
  FORBIDDEN: {
    when: 'a person asks for consent like a recipient',
    produce: () => me.send(ASK, { input: { subject: about(me.person), ...CLAIM } }),
  },
  NOT_FOUND: {
    when: 'the grant to revoke does not exist',
    produce: () => me.send(REVOKE, { id: randomUUID() }),
  },
  BAD_USER_INPUT: {
    when: 'a grant would be valid for zero days',
    produce: () => asks({ validForDays: 0 }),
    more: { field: 'validForDays' },
  },
  RATE_LIMITED: {
    when: 'a recipient sends requests faster than its agreement allows',
    produce: async () => {
      await owner(
        'UPDATE assent.recipient SET max_requests_per_second = 1 WHERE code = $1',
        platform.bank.identity.code,
      );
      await platform.bank.accessToken();
      const answers = await Promise.all([1, 2, 3].map(() => platform.bank.send('{ recipient { code } }')));
      return answers.find(({ errors }) => errors.length > 0)!;
    },
    more: { retryAfterSeconds: 1 },
  },
  PURPOSE_NOT_ALLOWED: {
    when: 'an insurer asks for a bank’s purpose',
    produce: () => asks({ purpose: 'CREDIT_GRANT' }),
  },
  ITEM_NOT_ALLOWED: {
    when: 'an item is outside the purpose',
    produce: () => asks({ items: [{ item: 'INSUTYPE' }, { item: 'MOB' }] }),
    more: { items: ['MOB'] },
  },
  OPERATION_NOT_REGISTERED: {
    when: 'a recipient names a document that its agreement does not have',
    produce: () => platform.insurer.sendRaw(JSON.stringify({ documentId: '0'.repeat(64) })),
  },
  PRODUCT_NOT_ALLOWED: {
    when: 'an insurer asks under a product that is not its own',
    produce: () => asks({ product: 'NO-SUCH-PRODUCT' }),
  },
  TERMS_NOT_ALLOWED: {
    when: 'a grant would last longer than the purpose allows',
    produce: () => asks({ validForDays: 366 }),
    more: { field: 'validForDays', limit: 365 },
  },
  CONSENT_REQUEST_CLOSED: {
    when: 'a request is cancelled twice',
    produce: async () => {
      const { id } = await ask(platform.insurer, about(me.person));
      await platform.insurer.run(CANCEL, { id });
      return platform.insurer.send(CANCEL, { id });
    },
    more: { status: 'CANCELLED' },
  },
  REQUIRED_ITEM_MISSING: {
    when: 'the person drops a required item',
    produce: async () => {
      const request = await ask(platform.insurer, about(me.person), ELIGIBILITY);
      const items = request.items.map(({ item }: any) => item.code);
      return approves(request, { items: items.filter((code: string) => code !== 'INSUTYPE') });
    },
    more: { items: ['INSUTYPE'] },
  },
  SENSITIVE_CONFIRMATION_REQUIRED: {
    when: 'sensitive items are approved without a second confirmation (R-02, PIPL 29)',
    produce: async () => {
      const items = [{ item: 'INSUTYPE' }, { item: 'DIAG_CODE' }];
      const kept = { ...CLAIM, items };
      return approves(await ask(platform.insurer, about(me.person), kept), {
        sensitiveConfirmed: false,
        ...namedOnly(kept),
      });
    },
    more: { items: ['DIAG_CODE'] },
  },
  STRENGTH_REQUIRED: {
    when: 'the proof is SMS and FACE is required',
    produce: async () => {
      const request = await ask(platform.insurer, about(me.person));
      const authentication = await me.prove('SMS', 'APPROVE', request.id);
      return me.send(APPROVE, { input: { id: request.id, authentication, sensitiveConfirmed: true } });
    },
    more: { required: 'FACE' },
  },
  AUTHENTICATION_FAILED: {
    when: 'a code is wrong',
    produce: async () => {
      const { startAuthentication } = await me.run(START, { input: { method: 'SCAN', action: 'VIEW' } });
      return me.send(COMPLETE, { input: { challengeId: startAuthentication.id, response: 'no ticket' } });
    },
    more: { attemptsLeft: 4 },
  },
  NOTHING_SELECTED: {
    when: 'a redemption selects no item',
    produce: async () => redeems((await given()).grant, 'id useNumber'),
  },
  ITEM_NOT_GRANTED: {
    when: 'a redemption selects more than was granted',
    produce: async () =>
      redeems((await given()).grant, 'id person { enrolments { nodes { insuranceType employerName } } }'),
    more: { items: ['EMP_NAME'] },
  },
  GRANT_REVOKED: {
    when: 'the person has revoked',
    produce: async () => {
      const { grant } = await given();
      await me.revoke(grant.id);
      return redeems(grant);
    },
    more: { at: expect.stringMatching(MOMENT) },
  },
  GRANT_EXPIRED: {
    when: 'the grant has ended',
    produce: async () => {
      const { grant } = await given({ ...ELIGIBILITY, validForDays: 1 });
      await platform.database.advance(DAY_SECONDS + 1);
      return redeems(grant);
    },
    more: { at: expect.stringMatching(MOMENT) },
  },
  GRANT_EXHAUSTED: {
    when: 'the only use is taken',
    produce: async () => {
      const { grant } = await given({ ...ELIGIBILITY, mode: 'ONE_TIME', maxUses: 1, validForDays: 7 });
      await redeems(grant);
      return redeems(grant);
    },
    more: { at: expect.stringMatching(MOMENT) },
  },
  GRANT_SUSPENDED: {
    when: 'the recipient is suspended (R-34)',
    produce: async () => {
      const { grant } = await given();
      const { code } = platform.insurer.identity;
      await owner('UPDATE assent.recipient SET suspended_at = assent.now() WHERE code = $1', code);
      await sealRows(platform.database, 'recipient');
      const answer = await redeems(grant);
      await owner('UPDATE assent.recipient SET suspended_at = NULL WHERE code = $1', code);
      await sealRows(platform.database, 'recipient');
      return answer;
    },
    more: { at: expect.stringMatching(MOMENT) },
  },
  GRANT_SUPERSEDED: {
    when: 'a newer grant has replaced it',
    produce: async () => {
      const { grant } = await given();
      await owner('UPDATE assent.consent_grant SET superseded_at = assent.now() WHERE id = $1', grant.id);
      return redeems(grant);
    },
    more: { at: expect.stringMatching(MOMENT) },
  },
  GRANT_DAILY_LIMIT: {
    when: 'all uses of the day are taken',
    produce: async () => {
      const { grant } = await given({ ...CLAIM, mode: 'MULTI_USE', maxUses: null });
      for (let use = 1; use <= 5; use += 1) await redeems(grant, SETTLED);
      return redeems(grant, SETTLED);
    },
    more: { retryAfterSeconds: expect.any(Number) },
  },
  OPERATOR_REQUIRED: {
    when: 'the agreement demands that each use says who asks, and this one does not',
    produce: async () => {
      const { grant } = await given();
      await demandOperators(platform, platform.insurer, true);
      const answer = await redeems(grant);
      await demandOperators(platform, platform.insurer, false);
      return answer;
    },
  },
  KEY_NOT_ALLOWED: {
    when: 'a member registers a private key',
    produce: async () => {
      const developer = await enrolled(platform, ['DEVELOPER']);
      const { member } = await developer.run('{ member { software { id } } }');
      return developer.send('mutation ($input: RegisterKeyInput!) { registerKey(input: $input) { kid } }', {
        input: {
          software: member.software[0].id,
          jwk: '{"kty": "OKP", "crv": "Ed25519", "x": "x", "d": "d"}',
          proof: 'x',
        },
      });
    },
    more: { reason: 'PRIVATE' },
  },
  APPLICATION_CLOSED: {
    when: 'an application that was withdrawn is handed in',
    produce: async () => {
      const { id, person } = await Applying.begin(platform);
      await person.run(APPLICATION.WITHDRAW, { id });
      return person.send(APPLICATION.SUBMIT, { id });
    },
    more: { status: 'WITHDRAWN' },
  },
  APPLICATION_INCOMPLETE: {
    when: 'an application is handed in without its documents',
    produce: async () => {
      const { id, person } = await Applying.begin(platform);
      const answer = await person.send(APPLICATION.SUBMIT, { id });
      await person.run(APPLICATION.WITHDRAW, { id });
      return answer;
    },
    more: { fields: expect.arrayContaining(['contact', 'purposes']) },
  },
  ACT_CHANGED: {
    when: 'an act is confirmed by another digest than it has',
    produce: async () => {
      const officers = await Officers.of(platform);
      const { id } = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: 'INS-BOHAI' });
      return officers.other.send(CONFIRM_ACT, { id, digest: '0'.repeat(64) });
    },
    more: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  },
  DISCLOSURE_CLOSED: {
    when: 'a retry is sent for the eleventh time',
    produce: async () => {
      const { grant } = await given();
      const key = freshKey();
      for (let time = 0; time <= LIMITS.retriesMax; time += 1) await redeems(grant, ENROLLED, key);
      return redeems(grant, ENROLLED, key);
    },
  },
  IDEMPOTENCY_KEY_REUSED: {
    when: 'a key is used again for another operation',
    produce: async () => {
      const { grant } = await given();
      await redeems(grant, ENROLLED, 'one key');
      return redeems(grant, 'id person { enrolments { nodes { insuranceType } } }', 'one key');
    },
  },
  QUERY_TOO_EXPENSIVE: {
    when: 'a query is deeper than anything the schema needs',
    produce: () =>
      platform.anonymous.send(
        `{ catalogue { categories ${'{ items { category '.repeat(20)}{ code }${' } }'.repeat(20)} } }`,
      ),
    more: { limit: 24 },
  },
  UNAVAILABLE: {
    when: 'the grant’s row stays locked',
    produce: async () => {
      const { grant } = await given();
      const release = await holdRow(platform.database, 'consent_grant', grant.id);
      const answer = await redeems(grant);
      await release();
      return answer;
    },
    more: { retryAfterSeconds: expect.any(Number) },
  },
};

/** The error codes of docs/api.md, with the further members of `extensions`. */
const CONTRACT: Record<string, string[]> = {
  UNAUTHENTICATED: [],
  FORBIDDEN: [],
  NOT_FOUND: [],
  BAD_USER_INPUT: ['field'],
  RATE_LIMITED: ['retryAfterSeconds'],
  KEY_NOT_ALLOWED: ['reason'],
  APPLICATION_CLOSED: ['status'],
  APPLICATION_INCOMPLETE: ['fields'],
  ACT_CHANGED: ['digest'],
  PURPOSE_NOT_ALLOWED: [],
  ITEM_NOT_ALLOWED: ['items'],
  OPERATION_NOT_REGISTERED: [],
  PRODUCT_NOT_ALLOWED: [],
  TERMS_NOT_ALLOWED: ['field', 'limit'],
  CONSENT_REQUEST_CLOSED: ['status'],
  REQUIRED_ITEM_MISSING: ['items'],
  SENSITIVE_CONFIRMATION_REQUIRED: ['items'],
  STRENGTH_REQUIRED: ['required'],
  AUTHENTICATION_FAILED: ['attemptsLeft'],
  OPERATOR_REQUIRED: [],
  NOTHING_SELECTED: [],
  ITEM_NOT_GRANTED: ['items'],
  GRANT_REVOKED: ['at'],
  GRANT_EXPIRED: ['at'],
  GRANT_EXHAUSTED: ['at'],
  GRANT_SUSPENDED: ['at'],
  GRANT_SUPERSEDED: ['at'],
  GRANT_DAILY_LIMIT: ['retryAfterSeconds'],
  DISCLOSURE_CLOSED: [],
  IDEMPOTENCY_KEY_REUSED: [],
  QUERY_TOO_EXPENSIVE: ['limit'],
  UNAVAILABLE: ['retryAfterSeconds'],
};

/** Internal words that no message may contain: SQL, tables and columns, stack traces, files, libraries. */
const INTERNALS =
  /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN)\b|assent\.|[a-z]+_[a-z]+|\bpg\b|postgres|mikro|constraint|relation|column|\n|\bat \S+ \(|node_modules|\.[jt]s\b|\/(work|tmp|home|usr)\/|Error:/;

describe('each error code is answered over HTTP', () => {
  beforeAll(async () => {
    platform = await startPlatform();
    me = await platform.person(platform.someone()).signIn();
  });
  afterAll(() => platform.stop());

  it.each(Object.entries(WAYS).map(([code, way]) => [code, way.when, way] as const))(
    '%s when %s',
    async (code, _when, { produce, more = {} }) => {
      const { errors, data, headers } = await produce();
      expect(errors.map(({ extensions }) => extensions)).toEqual([{ code, ...more }]);
      expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
      const { message } = errors[0]!;
      expect(message).toMatch(/^[A-Z].{15,}[.?]$/s);
      expect(message).not.toMatch(INTERNALS);
      expect(headers.get('content-type')).toMatch(/^application\/(json|graphql-response\+json)/);
    },
  );

  it('is on a closed list, with the extensions that the contract names', () => {
    const told = Object.entries(WAYS).map(([code, { more = {} }]) => [code, Object.keys(more).sort()]);
    expect(Object.fromEntries(told)).toEqual(CONTRACT);
    expect(Object.keys(REFUSALS)).toEqual(Object.keys(CONTRACT));
  });

  it('GRANT_SUSPENDED when the person has died (R-13)', async () => {
    const { grant, person } = await newGrant(platform);
    await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    await owner(
      "UPDATE assent.person SET surv_stas = '2' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)",
      grant.id,
    );
    const { errors } = await redeems(grant);
    expect(errors[0]!.extensions).toEqual({ code: 'GRANT_SUSPENDED', at: expect.stringMatching(MOMENT) });
    expect(errors[0]!.message).not.toContain(person.name);
  });

  it('GRANT_SUSPENDED does not reveal to a recipient whether somebody has died', async () => {
    const { grant } = await newGrant(platform);
    await owner(
      "UPDATE assent.person SET surv_stas = '2' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)",
      grant.id,
    );
    expect((await redeems(grant)).errors[0]!.message).not.toMatch(/die|dead|death|deceased|live/i);
  });

  it('a refused use is not counted, whatever the code', async () => {
    const { grant } = await given();
    await redeems(grant, 'id');
    await redeems(grant, 'id person { contact { mobile } }');
    const release = await holdRow(platform.database, 'consent_grant', grant.id);
    await redeems(grant);
    await release();
    const { data } = await redeems(grant);
    expect(data.redeemGrant).toMatchObject({ useNumber: 1, usesRemaining: 2 });
  });
});
