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

/** The COSE algorithm numbers of ES256, EdDSA and RS256, which authenticators support. */
const ALGORITHMS = [-7, -8, -257];
const TIMEOUT_MS = 300_000;
/** WebAuthn, 4. */
const CREDENTIAL_ID_BYTES_MAX = 1_023;
/** As COSE. It has room for RSA with 8,192 bits. */
const PUBLIC_KEY_BYTES_MAX = 2_048;
const KNOWN_TRANSPORTS = new Set(['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** One registration or authentication. Only this platform can make the challenge bytes. */
export interface Ceremony {
  readonly challenge: Buffer;
  readonly relyingParty: RelyingParty;
}

/** Returns the options of `navigator.credentials.create`, as JSON. They hold no personal data. */
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
    excludeCredentials: existing.map(descriptorOf),
    // The device finds a resident key without an ID number, and unlocks it only for its user.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return JSON.stringify(options);
}

/** Returns the options of `navigator.credentials.get`, as JSON. Without a list the device offers its resident keys. */
export async function requestOptions(
  { challenge, relyingParty }: Ceremony,
  allowed: readonly Credential[] | null,
): Promise<string> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty.id,
    challenge: new Uint8Array(challenge),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    ...(allowed && { allowCredentials: allowed.map(descriptorOf) }),
  });
  return JSON.stringify(options);
}

/** Verifies the result of `navigator.credentials.create`. @returns the new credential, or null if it is not valid */
export async function verifyCreation(
  { challenge, relyingParty }: Ceremony,
  response: string,
): Promise<NewCredential | null> {
  try {
    const created = JSON.parse(response) as RegistrationResponseJSON;
    if (isCrossOrigin(created.response.clientDataJSON) || !hasNoCertificate(created)) return null;
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
    const credentialId = Buffer.from(credential.id, 'base64url');
    const publicKey = Buffer.from(credential.publicKey);
    if (!hasLength(credentialId, CREDENTIAL_ID_BYTES_MAX) || !hasLength(publicKey, PUBLIC_KEY_BYTES_MAX))
      return null;
    return {
      credentialId,
      publicKey,
      counter: credential.counter,
      transports: (credential.transports ?? []).filter((transport) => KNOWN_TRANSPORTS.has(transport)),
      multiDevice: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  } catch {
    // The library throws for malformed and for invalid input alike.
    return null;
  }
}

/** The parsed result of `navigator.credentials.get`, not verified yet. */
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

/** Verifies an assertion. @returns the new counter and backup state, or null if the assertion is not valid */
export async function verifyAssertion(
  { challenge, relyingParty }: Ceremony,
  { response }: WebAuthnAssertion,
  { credentialId, publicKey, counter, multiDevice }: Credential,
): Promise<{ counter: number; backedUp: boolean } | null> {
  try {
    if (isCrossOrigin(response.response.clientDataJSON)) return null;
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
    const { newCounter, credentialBackedUp, credentialDeviceType } = authenticationInfo;
    // Whether a credential may be backed up is decided when it is made (WebAuthn, 6.1.3, 7.2).
    const isSameKind = (credentialDeviceType === 'multiDevice') === multiDevice;
    return verified && isSameKind ? { counter: newCounter, backedUp: credentialBackedUp } : null;
  } catch {
    return null;
  }
}

const descriptorOf = ({ credentialId, transports }: Credential) => ({
  id: credentialId.toString('base64url'),
  transports: [...transports],
});

/**
 * Whether the ceremony ran in a frame of another origin, where the person can't see which site asks (WebAuthn, 13.4.9).
 */
function isCrossOrigin(clientData: string): boolean {
  const { crossOrigin } = decodeClientDataJSON(clientData);
  return crossOrigin !== undefined && crossOrigin !== false;
}

const hasLength = ({ length }: Buffer, max: number): boolean => length > 0 && length <= max;

/**
 * Whether the attestation has no certificate chain. The options ask for none. To verify one, the library would fetch a
 * revocation list from any URL in it, which lets a caller choose what the server connects to.
 */
function hasNoCertificate({ response }: RegistrationResponseJSON): boolean {
  const attestation = decodeAttestationObject(
    new Uint8Array(Buffer.from(response.attestationObject, 'base64url')),
  );
  const format = attestation.get('fmt');
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
}
