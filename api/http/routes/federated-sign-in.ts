import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FederatedSignIn } from '../../../consent/authentication/federated-sign-in.js';
import { CALLBACK_PATH } from '../../adapters/identity-provider.js';
import { refusePrefetch } from '../prefetch.js';
import { limitPerAddress } from '../rate-limiter.js';

const START_PATH = '/oidc/start';
const PER_SECOND = 50;

/**
 * Redirects to the city's identity provider and, on the way back, to the portal. The portal's URL carries a code that
 * only `completeProviderSignIn` accepts; no token is ever in a URL.
 */
export function federatedSignInRoutes(
  app: FastifyInstance,
  signIns: FederatedSignIn,
  publicUrl: () => string,
): void {
  const onRequest = [limitPerAddress(PER_SECOND), refusePrefetch];
  const redirect = (reply: FastifyReply, location: string) => reply.redirect(location, 303);

  app.get<{ Querystring: { challenge?: unknown } }>(START_PATH, { onRequest }, async ({ query }, reply) =>
    redirect(reply, await signIns.begin(query.challenge)),
  );
  app.get(CALLBACK_PATH, { onRequest }, async ({ url }, reply) => {
    const code = await signIns.answer(new URL(url, publicUrl()).searchParams);
    return redirect(reply, `${publicUrl()}/?signIn=${code}`);
  });
}
