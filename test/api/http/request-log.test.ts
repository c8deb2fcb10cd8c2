import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newGrant } from '../../support/clients/consent.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly requestId?: string;
  readonly code?: string;
  readonly reason?: { readonly message?: string };
}

const INFO = 30;

let platform: Platform;
const written: string[] = [];
const lines = (): Line[] => written.map((line) => JSON.parse(line) as Line);
beforeAll(async () => {
  platform = await startPlatform({ LOG_LEVEL: 'info' }, { write: (line) => void written.push(line) });
});
afterAll(() => platform.stop());

const send = (path: string, headers: Record<string, string>, body = '{"query":"{ __typename }"}') =>
  fetch(platform.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
/** The lines that were written for the request that was answered so, but for that of the access log. */
const about = (response: Response) =>
  lines().filter(
    ({ requestId, msg }) => requestId === response.headers.get('x-request-id') && msg !== 'answered',
  );

describe('the log', () => {
  it('tells a fault of a client in one line of level info, without a stack', async () => {
    const response = await send('/graphql', { authorization: 'Bearer a.b.c' });
    expect(response.status).toBe(401);
    expect(about(response)).toEqual([
      expect.objectContaining({
        level: INFO,
        code: 'UNAUTHENTICATED',
        reason: expect.objectContaining({ message: expect.any(String) }),
      }),
    ]);
    expect(JSON.stringify(about(response))).not.toMatch(/stack|node_modules|\.js:\d/);
  });

  it('tells nothing of what a client merely asked wrongly', async () => {
    for (const body of ['{', '{"query":"{"}', '{"query":"{ nothing }"}']) {
      const response = await send('/graphql', {}, body);
      expect([body, response.status, about(response).filter(({ level }) => level > INFO)]).toEqual([
        body,
        400,
        [],
      ]);
    }
  });

  it('tells why a client got no token, whatever was wrong with its assertion', async () => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await platform.insurer.key.assertion('nobody', platform.url),
    });
    const response = await fetch(`${platform.url}/oauth/token`, { method: 'POST', body: form });
    expect(response.status).toBe(401);
    expect(about(response)).toEqual([
      expect.objectContaining({
        level: INFO,
        code: 'invalid_client',
        msg: 'a token request was refused',
        detail: expect.any(String),
      }),
    ]);
  });

  it('names the request of a failure of the platform, which the answer names too', async () => {
    const { me, grant } = await newGrant(platform);
    await platform.database.sql(
      'ALTER TABLE assent.consent_grant ADD CONSTRAINT never_revoked CHECK (revoked_at IS NULL) NOT VALID',
    );
    const answer = await me.send('mutation ($id: ID!) { revokeGrant(id: $id) { id } }', { id: grant.id });
    expect(answer.errors[0]!.extensions.code).toBe('UNAVAILABLE');
    const id = answer.headers.get('x-request-id');
    expect(
      lines().filter(({ requestId, msg }) => requestId === id && /reason of ours/.test(msg)),
    ).toHaveLength(1);
  });
});
