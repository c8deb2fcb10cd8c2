import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

/**
 * A city's identity provider in its own process: `node main.js`. `POST /client` registers its client, whose port is not
 * known earlier. `POST /interaction/…` names who signs in, which a person would do in a form.
 */
const server = createServer();
server.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
let provider: Provider | undefined;

const ACRS = ['urn:city:sms', 'urn:city:app', 'urn:city:face', 'urn:city:password'];

const configuration = (client: { clientId: string; secret: string; redirectUri: string }): Configuration => ({
  clients: [
    {
      client_id: client.clientId,
      client_secret: client.secret,
      redirect_uris: [client.redirectUri],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  acrValues: ACRS,
  claims: { openid: ['sub'], acr: null, auth_time: null, identity: ['cert_no'] },
  scopes: ['openid', 'identity'],
  pkce: { required: () => true },
  cookies: { keys: ['test'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  // The account is the ID number. The account "nobody" has none.
  findAccount: async (_context, accountId) => ({
    accountId,
    claims: async () => ({
      sub: `subject of ${accountId}`,
      ...(accountId !== 'nobody' && { cert_no: accountId }),
    }),
  }),
  // Grants the consent that the person would be asked for.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client!.clientId,
      accountId: oidc.session!.accountId,
    });
    grant.addOIDCScope('openid identity');
    await grant.save();
    return grant;
  },
});

async function bodyOf(request: IncomingMessage): Promise<any> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

server.on('request', async (request, response) => {
  if (request.url === '/client') {
    provider = new Provider(issuer, configuration(await bodyOf(request)));
    response.end();
  } else if (request.url!.startsWith('/interaction/') && request.method === 'POST') {
    const { account, acr } = await bodyOf(request);
    const result = account
      ? { login: { accountId: account, acr, remember: false } }
      : { error: 'access_denied', error_description: 'The person went away.' };
    await provider!.interactionFinished(request, response, result);
  } else await provider!.callback()(request, response);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
console.log(JSON.stringify({ issuer }));
