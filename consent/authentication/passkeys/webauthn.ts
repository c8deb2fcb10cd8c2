import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import type { Credential, NewCredential } from './passkey-store.js';
import type { RelyingParty } from './relying-party.js';

/** ES256, EdDSA, RS256 (COSE numbers): what authenticators have, and no experiments. */
const ALGORITHMS = [-7, -8, -257];
const TIMEOUT_MS = 300_000;
const KNOWN_TRANSPORTS = new Set(['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** Whose key, and which challenge: both are bytes that only this platform can make. */
export interface Ceremony {
  readonly challenge: Buffer;
  readonly relyingParty: RelyingParty;
}

/** For `navigator.credentials.create`, as JSON. The person's handle says nothing to whoever finds the device. */
export async function creationOptions(
  { challenge, relyingParty }: Ceremony,
  userHandle: Buffer,
  existing: readonly Credential[],
): Promise<string> {
  const options = await generateRegistrationOptions({
    rpName: '知数 Assent',
    rpID: relyingParty.id,
    userID: new Uint8Array(userHandle),
    userName: '参保人',
    userDisplayName: '参保人',
    challenge: new Uint8Array(challenge),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: existing.map(described),
    // It is found without a number being typed, and works only for whoever the device knows.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return JSON.stringify(options);
}

/** For `navigator.credentials.get`, as JSON. Without credentials the device offers what it has. */
export async function requestOptions(
  { challenge, relyingParty }: Ceremony,
  allowed: readonly Credential[] | null,
): Promise<string> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty.id,
    challenge: new Uint8Array(challenge),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    ...(allowed && { allowCredentials: allowed.map(described) }),
  });
  return JSON.stringify(options);
}

/** What `navigator.credentials.create` gave: the new credential, or null when anything about it is wrong. */
export async function verifyCreation(
  { challenge, relyingParty }: Ceremony,
  response: string,
): Promise<NewCredential | null> {
  try {
    const created = JSON.parse(response) as RegistrationResponseJSON;
    if (isFramed(created.response.clientDataJSON) || !isSelfMade(created)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: created,
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return null;
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: (credential.transports ?? []).filter((transport) => KNOWN_TRANSPORTS.has(transport)),
      multiDevice: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  } catch {
    // The library throws for what is malformed as for what is false.
    return null;
  }
}

/** What `navigator.credentials.get` gave, read but not judged. */
export interface WebAuthnAssertion {
  readonly credentialId: Buffer;
  readonly userHandle: Buffer | null;
  readonly response: AuthenticationResponseJSON;
}

export function readAssertion(text: string): WebAuthnAssertion | null {
  try {
    const response = JSON.parse(text) as AuthenticationResponseJSON;
    const { userHandle } = response.response;
    return {
      credentialId: Buffer.from(response.id, 'base64url'),
      userHandle: userHandle ? Buffer.from(userHandle, 'base64url') : null,
      response,
    };
  } catch {
    return null;
  }
}

/** The credential's new counter and backup state when the assertion is good, and null otherwise. */
export async function verifyAssertion(
  { challenge, relyingParty }: Ceremony,
  { response }: WebAuthnAssertion,
  { credentialId, publicKey, counter }: Credential,
): Promise<{ counter: number; backedUp: boolean } | null> {
  try {
    if (isFramed(response.response.clientDataJSON)) return null;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge.toString('base64url'),
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      credential: {
        id: credentialId.toString('base64url'),
        publicKey: new Uint8Array(publicKey),
        counter,
      },
    });
    const { newCounter, credentialBackedUp } = authenticationInfo;
    return verified ? { counter: newCounter, backedUp: credentialBackedUp } : null;
  } catch {
    return null;
  }
}

const described = ({ credentialId, transports }: Credential) => ({
  id: credentialId.toString('base64url'),
  transports: [...transports],
});

/** In somebody else's page: the person doesn't see where it is that they confirm (WebAuthn, 13.4.9). */
const isFramed = (clientData: string): boolean => decodeClientDataJSON(clientData).crossOrigin === true;

/**
 * No maker's certificate: none was asked for, and to judge one the library would ask whatever address it names for a
 * list of revoked ones.
 */
function isSelfMade({ response }: RegistrationResponseJSON): boolean {
  const attestation = decodeAttestationObject(
    new Uint8Array(Buffer.from(response.attestationObject, 'base64url')),
  );
  const format = attestation.get('fmt');
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
}
