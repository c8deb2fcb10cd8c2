import { relyingParty } from '../../../consent/authentication/passkeys/relying-party.js';
import type { GraphqlClient } from '../../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import type { Platform } from '../../support/platform/platform.js';
import { SoftAuthenticator } from './authenticator.js';

export const START_REGISTRATION = `mutation ($authentication: ID) {
  startPasskeyRegistration(authentication: $authentication) { id options expiresAt }
}`;
export const COMPLETE_REGISTRATION = `mutation ($input: CompletePasskeyRegistrationInput!) {
  completePasskeyRegistration(input: $input) { id name createdAt lastUsedAt backedUp }
}`;
export const REMOVE = 'mutation ($id: ID!) { removePasskey(id: $id) { id } }';
export const MINE = '{ me { passkeys { id name lastUsedAt backedUp } } }';
const START = `mutation ($input: StartAuthenticationInput!) {
  startAuthentication(input: $input) { id method hint passkeyOptions }
}`;
export const COMPLETE = `mutation ($input: CompleteAuthenticationInput!) {
  completeAuthentication(input: $input) { id strength accessToken }
}`;

export const deviceFor = (platform: Platform, counts = true) =>
  new SoftAuthenticator(relyingParty(platform.url).origin, counts);

export interface Started {
  readonly id: string;
  readonly passkeyOptions: string;
}

/** Starts a registration with a fresh proof. */
export async function startRegistration(me: PersonClient): Promise<any> {
  const authentication = await me.fresh('ADD_PASSKEY');
  return (await me.run(START_REGISTRATION, { authentication })).startPasskeyRegistration;
}

export async function register(me: PersonClient, device: SoftAuthenticator, name?: string): Promise<any> {
  const started = await startRegistration(me);
  const input = { registrationId: started.id, response: device.create(started.options), name };
  return (await me.run(COMPLETE_REGISTRATION, { input })).completePasskeyRegistration;
}

/** Starts a challenge for a passkey. The default action is to sign in. */
export async function challenge(
  client: GraphqlClient,
  input: object = { action: 'SIGN_IN' },
): Promise<Started> {
  return (await client.run(START, { input: { method: 'SCAN', passkey: true, ...input } }))
    .startAuthentication;
}

export const answer = (challengeId: string, response: string) => ({ input: { challengeId, response } });

/** Makes a person with a FACE session and a registered passkey. */
export async function somebody(platform: Platform, counts = true) {
  const person = platform.someone();
  const me = await platform.person(person).signIn('FACE');
  const device = deviceFor(platform, counts);
  const passkey = await register(me, device, '我的手机');
  return { person, me, device, passkey };
}
