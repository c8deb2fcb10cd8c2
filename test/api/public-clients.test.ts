import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import {
  allowInsecureRequests,
  discoveryRequest,
  processDiscoveryResponse,
  processResourceDiscoveryResponse,
  resourceDiscoveryRequest,
} from 'oauth4webapi';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const QUERY = 'query Public($version: Int) { catalogue(version: $version) { version } purposes { code } }';
const variables = { version: 1 };
const answer = expect.objectContaining({
  catalogue: expect.objectContaining({ version: 1 }),
  purposes: expect.arrayContaining([expect.objectContaining({ code: 'CLAIM_ELIGIBILITY_CHECK' })]),
});

let platform: Platform;
let url: string;
beforeAll(async () => {
  platform = await startPlatform();
  url = `${platform.url}/graphql`;
});
afterAll(() => platform.stop());

describe('a client with the defaults of its library asks for what is public', () => {
  it('with @urql/core, which sends short queries by GET', async () => {
    const methods: string[] = [];
    const client = new Client({
      url,
      exchanges: [cacheExchange, fetchExchange],
      fetch: (input, init) => {
        methods.push(init?.method ?? 'GET');
        return fetch(input, init);
      },
    });
    const { data, error } = await client.query(QUERY, variables);
    expect({ data, error }).toEqual({ data: answer, error: undefined });
    expect(methods).toEqual(['GET']);
  });

  it('with Apollo Client', async () => {
    const client = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
    expect((await client.query({ query: gql(QUERY), variables })).data).toEqual(answer);
    client.stop();
  });

  it('with Apollo Client by GET', async () => {
    const link = new HttpLink({ uri: url, useGETForQueries: true });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    expect((await client.query({ query: gql(QUERY), variables })).data).toEqual(answer);
    client.stop();
  });

  it('with graphql-request, by POST and by GET', async () => {
    expect(await new GraphQLClient(url).request(QUERY, variables)).toEqual(answer);
    expect(await new GraphQLClient(url, { method: 'GET' }).request(QUERY, variables)).toEqual(answer);
  });
});

describe('oauth4webapi', () => {
  const insecure = { [allowInsecureRequests]: true };

  it('discovers the authorization server by default', async () => {
    const issuer = new URL(platform.url);
    const server = await processDiscoveryResponse(issuer, await discoveryRequest(issuer, insecure));
    expect(server).toMatchObject({ issuer: platform.url, token_endpoint: `${platform.url}/oauth/token` });
  });

  it('discovers the API as a protected resource, and from it the authorization server', async () => {
    const resource = new URL(url);
    const metadata = await processResourceDiscoveryResponse(
      resource,
      await resourceDiscoveryRequest(resource, insecure),
    );
    expect(metadata.authorization_servers).toEqual([platform.url]);
  });
});

describe('the header WWW-Authenticate', () => {
  const challengeOf = async (headers: Record<string, string>) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.status).toBe(401);
    return response.headers.get('www-authenticate')!;
  };

  it.each([
    ['Bearer nonsense', /^Bearer error="invalid_token", error_description="[ -~]+", DPoP algs=/],
    ['DPoP nonsense', /^DPoP error="invalid_dpop_proof", error_description="[ -~]+", algs=/],
    ['Basic nonsense', /^Bearer error="invalid_request", error_description=/],
    ['nonsense', /^Bearer error="invalid_request", error_description=/],
  ])('tells what was wrong with %j (RFC 6750, RFC 9449)', async (authorization, expected) => {
    expect(await challengeOf({ authorization })).toMatch(expected);
  });

  it('tells of an access token that is not valid, in English and ASCII whatever language is asked for', async () => {
    const dpop = await platform.insurer.key.proof({ method: 'POST', uri: url, token: 'nonsense' });
    expect(await challengeOf({ authorization: 'DPoP nonsense', dpop, 'accept-language': 'zh' })).toMatch(
      /^DPoP error="invalid_token", error_description="[ -~]+", algs="EdDSA/,
    );
  });

  it('tells where the metadata of the resource are (RFC 9728, 5.1)', async () => {
    const [, metadata] = /resource_metadata="([^"]+)"/.exec(
      await challengeOf({ authorization: 'DPoP nonsense' }),
    )!;
    expect(await (await fetch(metadata!)).json()).toMatchObject({
      resource: url,
      authorization_servers: [platform.url],
      dpop_bound_access_tokens_required: true,
    });
  });
});
