import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLFieldResolver } from 'graphql';
import { Context } from '../../api/graphql/common/context.js';
import { createSchema } from '../../api/graphql/schema.js';
import { ENROLLED } from '../support/clients/consent.js';
import { ask, give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 2 } as const;
const SHOWN =
  'id status used usesRemaining awaitingGuardian suspendedItems { item { code } } request { status }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('every field of Mutation', () => {
  it('drops whatever the request has read, whether the change was made or refused', async () => {
    const schema = await createSchema();
    for (const [name, { resolve }] of Object.entries(schema.getMutationType()!.getFields())) {
      let dropped = 0;
      const context = { caller: { kind: 'ANONYMOUS' }, services: {}, forget: () => (dropped += 1) };
      const change = resolve as GraphQLFieldResolver<unknown, unknown>;
      await Promise.resolve(
        change(undefined, { input: {} }, context, { path: { key: name } } as never),
      ).catch(() => undefined);
      expect([name, dropped]).toEqual([name, 1]);
    }
  });

  it('leaves the context without a loader, an entity or a time from before', async () => {
    const fork = () => ({});
    const orm = { em: { fork } } as never;
    const context = new Context({ kind: 'ANONYMOUS' }, {} as never, {} as never, orm, 0);
    const before = [context.em, context.loaders];
    expect([context.em, context.loaders]).toEqual(before);
    expect(context.loaders).toBe(before[1]);
    context.forget();
    expect(context.em).not.toBe(before[0]);
    expect(context.loaders).not.toBe(before[1]);
  });
});

describe('the answer to a change shows what is true after it', () => {
  it('of a use: its count and its status, at the last one too', async () => {
    const { id } = await give(platform, { asks: CHECK });
    const used = async (key: string) =>
      (await platform.insurer.redeem(id, key, `usesRemaining grant { ${SHOWN} } ${ENROLLED}`)).data
        .redeemGrant;
    expect(await used('one')).toMatchObject({
      usesRemaining: 1,
      grant: { used: 1, usesRemaining: 1, status: 'ACTIVE', request: { status: 'APPROVED' } },
    });
    expect(await used('two')).toMatchObject({
      usesRemaining: 0,
      grant: { used: 2, usesRemaining: 0, status: 'EXHAUSTED' },
    });
  });

  it('of an approval, a denial, a withdrawal and a cancellation', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const [given, denied, cancelled] = [
      await ask(platform.insurer, me.person, CHECK),
      await ask(platform.insurer, me.person, CHECK),
      await ask(platform.insurer, me.person, CHECK),
    ];
    const authentication = await me.prove('FACE', 'APPROVE', given);
    const { approveConsentRequest: grant } = await me.run(
      `mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { ${SHOWN} } }`,
      { input: { id: given, authentication, sensitiveConfirmed: true } },
    );
    expect(grant).toMatchObject({ status: 'ACTIVE', used: 0, request: { status: 'APPROVED' } });
    const ofRequest = 'status grant { id } awaitingGuardian';
    const cancel = `mutation ($id: ID!) { cancelConsentRequest(id: $id) { ${ofRequest} } }`;
    expect((await platform.insurer.run(cancel, { id: cancelled })).cancelConsentRequest).toEqual({
      status: 'CANCELLED',
      grant: null,
      awaitingGuardian: false,
    });
    const deny = `mutation ($id: ID!) { denyConsentRequest(id: $id) { ${ofRequest} } }`;
    expect((await me.run(deny, { id: denied })).denyConsentRequest.status).toBe('DENIED');
    const revoke = `mutation ($id: ID!) { revokeGrant(id: $id) { ${SHOWN} revokedAt } }`;
    expect((await me.run(revoke, { id: grant.id })).revokeGrant).toMatchObject({
      status: 'REVOKED',
      revokedAt: expect.any(String),
      request: { status: 'APPROVED' },
    });
  });

  it('of a confirmation of items: no item waits any more', async () => {
    const officers = await Officers.of(platform);
    const { id, owner } = await give(platform, { asks: CHECK });
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'INSUTYPE', level: 2 }] });
    const GRANT = `query ($id: ID!) { grant(id: $id) { ${SHOWN} } }`;
    expect((await owner.run(GRANT, { id })).grant.suspendedItems).toEqual([{ item: { code: 'INSUTYPE' } }]);
    const authentication = await owner.prove('FACE', 'APPROVE', id);
    const { confirmGrantItems } = await owner.run(
      `mutation ($input: ConfirmGrantItemsInput!) { confirmGrantItems(input: $input) { ${SHOWN} } }`,
      { input: { id, authentication, sensitiveConfirmed: true } },
    );
    expect(confirmGrantItems).toMatchObject({ status: 'ACTIVE', suspendedItems: [] });
  });
});
