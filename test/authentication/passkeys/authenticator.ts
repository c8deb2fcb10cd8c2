import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { cbor } from './cbor.js';

/** Faults that the authenticator makes on request. The platform must detect each of them. */
export interface Faults {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: unknown;
  readonly present?: boolean;
  readonly verified?: boolean;
  readonly counter?: number;
  /** The user handle in base64url; null for none. */
  readonly userHandle?: string | null;
  /** A key other than the registered one. */
  readonly key?: KeyObject;
  /** Whether it says that the credential may be, and is, on several devices. */
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  /** The identifier of a new credential. */
  readonly credentialId?: Buffer;
  /** The public key of a new credential, as COSE. */
  readonly coseKey?: Buffer;
  /** The whole attestation of a new credential, as CBOR. */
  readonly attestation?: Buffer;
  /** An attestation certificate. */
  readonly certificate?: Buffer;
}

interface Credential {
  readonly id: Buffer;
  readonly key: KeyObject;
  readonly userHandle: string;
  readonly rpId: string;
  counter: number;
}

const FLAGS = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Buffer) => data.toString('base64url');

/** A software authenticator with its browser (WebAuthn Level 3): ES256, discoverable credentials, user verification. */
export class SoftAuthenticator {
  private readonly credentials: Credential[] = [];

  /** @param counts whether it has a signature counter; synchronised authenticators have none */
  constructor(
    private readonly origin: string,
    private readonly counts = true,
  ) {}

  /** `navigator.credentials.create` */
  create(optionsJson: string, faults: Faults = {}): string {
    const { challenge, rp, user } = JSON.parse(optionsJson);
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const credential: Credential = {
      id: faults.credentialId ?? randomBytes(32),
      key: privateKey,
      userHandle: user.id,
      rpId: rp.id,
      counter: 0,
    };
    this.credentials.push(credential);
    const clientData = this.clientData('webauthn.create', challenge, faults);
    const { x, y } = publicKey.export({ format: 'jwk' });
    // COSE (RFC 9052): EC2, ES256, P-256.
    const coseKey = cbor([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x!, 'base64url')],
      [-3, Buffer.from(y!, 'base64url')],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credential.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, credential.id, faults.coseKey ?? coseKey]);
    const authData = this.authData(credential, faults, attested);
    const attestation = faults.certificate
      ? ([
          ['fmt', 'packed'],
          ['attStmt', [['x5c', faults.certificate]]],
        ] as const)
      : ([
          ['fmt', 'none'],
          ['attStmt', []],
        ] as const);
    const response = {
      clientDataJSON: base64url(clientData),
      attestationObject: base64url(faults.attestation ?? cbor([...attestation, ['authData', authData]])),
      transports: ['internal', 'hybrid'],
    };
    return this.publicKeyCredential(credential, response);
  }

  /** `navigator.credentials.get` */
  get(optionsJson: string, faults: Faults = {}): string {
    const { challenge, rpId, allowCredentials } = JSON.parse(optionsJson);
    const allowed = allowCredentials?.map(({ id }: { id: string }) => id);
    const credential = this.credentials.findLast(
      (one) => one.rpId === rpId && (!allowed || allowed.includes(base64url(one.id))),
    );
    if (!credential) throw new Error('NotAllowedError: this device has no passkey for that.');
    const clientData = this.clientData('webauthn.get', challenge, faults);
    if (this.counts) credential.counter += 1;
    const authData = this.authData(credential, faults);
    const signed = Buffer.concat([authData, sha256(clientData)]);
    const userHandle = faults.userHandle === undefined ? credential.userHandle : faults.userHandle;
    return this.publicKeyCredential(credential, {
      clientDataJSON: base64url(clientData),
      authenticatorData: base64url(authData),
      signature: base64url(sign('sha256', signed, faults.key ?? credential.key)),
      ...(userHandle !== null && { userHandle }),
    });
  }

  private clientData(type: string, challenge: string, faults: Faults): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: faults.type ?? type,
        challenge: faults.challenge ?? challenge,
        origin: faults.origin ?? this.origin,
        crossOrigin: faults.crossOrigin ?? false,
      }),
    );
  }

  private authData(credential: Credential, faults: Faults, attested?: Buffer): Buffer {
    const { present = true, verified = true, counter = credential.counter } = faults;
    const { backupEligible = !this.counts, backedUp = !this.counts } = faults;
    const flags =
      (present ? FLAGS.present : 0) |
      (verified ? FLAGS.verified : 0) |
      (backupEligible ? FLAGS.backupEligible : 0) |
      (backedUp ? FLAGS.backedUp : 0) |
      (attested ? FLAGS.attested : 0);
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags, 0);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(faults.rpId ?? credential.rpId), rest, attested ?? Buffer.alloc(0)]);
  }

  private publicKeyCredential(credential: Credential, response: object): string {
    const id = base64url(credential.id);
    return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
  }
}
