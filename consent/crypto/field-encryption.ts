import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

const VERSION_BYTES = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_END = VERSION_BYTES + NONCE_BYTES;
const TAG_END = NONCE_END + TAG_BYTES;
const KEY_BYTES = 32;
const HIGHEST_VERSION = 255;

/** Master keys by version; the highest one is current. Each has 32 bytes. */
export type MasterKeys = ReadonlyMap<number, Uint8Array>;

/** Key objects, made once: making one from raw bytes on each call takes four times as long as the encryption. */
interface SubjectKeys {
  readonly key: KeyObject;
  readonly nonceKey: KeyObject;
}

/** Holds the master keys. A subject's keys are derived from a master key and the subject's salt (HKDF, RFC 5869). */
export class FieldEncryption {
  readonly currentVersion: number;

  private readonly masterKeys: Map<number, Uint8Array>;

  /**
   * @param findKey finds a version that was made later. While keys are rotated, values appear under it in processes that
   *   started before; they read them, and encrypt with the version that they know
   */
  constructor(
    masterKeys: MasterKeys,
    private readonly findKey: (version: number) => Uint8Array | null = () => null,
  ) {
    if (masterKeys.size === 0) throw new Error('There is no master key.');
    this.masterKeys = new Map(masterKeys);
    for (const [version, key] of masterKeys) {
      assertKey(version, key);
      if (!Number.isInteger(version) || version < 1 || version > HIGHEST_VERSION)
        throw new Error(`Master keys are numbered from 1 to ${HIGHEST_VERSION}.`);
    }
    this.currentVersion = Math.max(...masterKeys.keys());
  }

  /**
   * @param salt of the person or provider; once the salt is deleted, nobody can decrypt the values (crypto-shredding)
   * @param use what the keys are for; the keys of one use open nothing of another
   */
  cipher(salt: Uint8Array, use = 'assent subject'): SubjectCipher {
    return new SubjectCipher(this.currentVersion, (version) => this.derive(version, salt, use));
  }

  private laterKey(version: number): Uint8Array {
    const key = this.findKey(version);
    if (key === null) throw new Error(`Master key ${version} is missing.`);
    assertKey(version, key);
    this.masterKeys.set(version, key);
    return key;
  }

  private derive(version: number, salt: Uint8Array, use: string): SubjectKeys {
    const masterKey = this.masterKeys.get(version) ?? this.laterKey(version);
    const bytes = Buffer.from(hkdfSync('sha256', masterKey, salt, use, 2 * KEY_BYTES));
    return {
      key: createSecretKey(bytes.subarray(0, KEY_BYTES)),
      nonceKey: createSecretKey(bytes.subarray(KEY_BYTES)),
    };
  }
}

function assertKey(version: number, key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new Error(`Master key ${version} must have ${KEY_BYTES} bytes.`);
}

/**
 * Encrypts the values of one person or provider as version | nonce | tag | ciphertext (AES-256-GCM). The item's code is
 * the associated data, so a value can't be moved to another item, and the key is the subject's own, so it can't be
 * moved to another person. Each value carries its key version, so keys can be rotated while values are read.
 *
 * The nonce is derived from item and value (as in SIV), so importing the same file twice writes the same bytes. Equal
 * bytes tell only that one person has the same value in the same item twice.
 */
export class SubjectCipher {
  private readonly derived = new Map<number, SubjectKeys>();

  constructor(
    private readonly version: number,
    private readonly derive: (version: number) => SubjectKeys,
  ) {}

  seal(item: string, value: string): Buffer {
    return this.sealBytes(item, Buffer.from(value));
  }

  sealBytes(item: string, value: Uint8Array): Buffer {
    const { key, nonceKey } = this.keys(this.version);
    const nonce = createHmac('sha256', nonceKey)
      .update(`${item}\0`)
      .update(value)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(item));
    const sealed = cipher.update(value);
    cipher.final();
    return Buffer.concat([Buffer.of(this.version), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error for bytes that were not encrypted for this subject and item */
  open(item: string, sealed: Uint8Array): string {
    const decipher = this.decipher(item, sealed);
    return decipher.update(sealed.subarray(TAG_END), undefined, 'utf8') + decipher.final('utf8');
  }

  /** @throws Error as open() */
  openBytes(item: string, sealed: Uint8Array): Buffer {
    const decipher = this.decipher(item, sealed);
    return Buffer.concat([decipher.update(sealed.subarray(TAG_END)), decipher.final()]);
  }

  private decipher(item: string, sealed: Uint8Array) {
    return createDecipheriv(
      'aes-256-gcm',
      this.keys(sealed[0]!).key,
      sealed.subarray(VERSION_BYTES, NONCE_END),
    )
      .setAAD(Buffer.from(item))
      .setAuthTag(sealed.subarray(NONCE_END, TAG_END));
  }

  private keys(version: number): SubjectKeys {
    const known = this.derived.get(version);
    if (known) return known;
    const keys = this.derive(version);
    this.derived.set(version, keys);
    return keys;
  }
}
