import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { readSecretFile } from '../secrets/secret-file.js';

/**
 * The outside of a backup: who has the key file reads it, and whoever changes, cuts or reorders it is found out.
 *
 *   16 bytes  name of the format
 *   16 bytes  salt, from which and from the key file the key is derived (scrypt, RFC 7914)
 *   frames    4 bytes length, 1 byte (1: the last frame), content, 16 bytes tag (AES-256-GCM)
 *
 * The nonce of a frame is its number, for a key is never used for two backups.
 */
const NAME = Buffer.from('assent-backup-1\n');
const SALT_BYTES = 16;
const HEADER_BYTES = NAME.length + SALT_BYTES;
const FRAME_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const HEAD_BYTES = 5;
const KEY_FILE_BYTES_MIN = 16;
const SCRYPT = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };

/** The file is no whole backup, or the key file is another one. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** Reads the content of a key file: a passphrase, or random bytes. @throws Error if others may read it or it is short */
export async function readBackupKey(path: string): Promise<Buffer> {
  const content = await readSecretFile(path);
  if (content === null) throw new Error(`There is no key file ${path}.`);
  const secret = content.at(-1) === 0x0a ? content.subarray(0, -1) : content;
  if (secret.length < KEY_FILE_BYTES_MIN)
    throw new Error(`${path} must hold ${KEY_FILE_BYTES_MIN} bytes or more, such as 32 random ones.`);
  return secret;
}

const derive = (secret: Buffer, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(secret, salt, 32, SCRYPT, (error, key) => (error ? reject(error) : resolve(key))),
  );

function nonceOf(frame: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(frame), 4);
  return nonce;
}

/** Encrypts a stream. */
export async function* sealed(plain: AsyncIterable<Buffer>, secret: Buffer): AsyncGenerator<Buffer> {
  const header = Buffer.concat([NAME, randomBytes(SALT_BYTES)]);
  const key = await derive(secret, header.subarray(NAME.length));
  yield header;
  let number = 0;
  const frame = (content: Buffer, isLast: boolean): Buffer => {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(content.length);
    head[4] = isLast ? 1 : 0;
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number)).setAAD(Buffer.concat([header, head]));
    number += 1;
    return Buffer.concat([head, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  };
  let kept: Buffer = Buffer.alloc(0);
  for await (const chunk of plain) {
    kept = Buffer.concat([kept, chunk]);
    for (; kept.length > FRAME_BYTES; kept = kept.subarray(FRAME_BYTES))
      yield frame(kept.subarray(0, FRAME_BYTES), false);
  }
  yield frame(kept, true);
}

/** Decrypts a stream. @throws BackupError at the first byte that is not as it was written */
export async function* opened(cipherText: AsyncIterable<Buffer>, secret: Buffer): AsyncGenerator<Buffer> {
  const bytes = new Taker(cipherText);
  const header = await bytes.take(HEADER_BYTES);
  if (!header?.subarray(0, NAME.length).equals(NAME)) throw new BackupError('It is no backup of Assent.');
  const key = await derive(secret, header.subarray(NAME.length));
  for (let number = 0; ; number += 1) {
    const head = await bytes.take(HEAD_BYTES);
    if (head === null) throw new BackupError('It is cut off.');
    const length = head.readUInt32BE();
    if (length > FRAME_BYTES) throw new BackupError('It was changed.');
    const body = await bytes.take(length + TAG_BYTES);
    if (body === null) throw new BackupError('It is cut off.');
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number))
      .setAAD(Buffer.concat([header, head]))
      .setAuthTag(body.subarray(length));
    const content = decipher.update(body.subarray(0, length));
    try {
      decipher.final();
    } catch {
      throw new BackupError(
        number === 0 ? 'The key file is another one, or the backup was changed.' : 'It was changed.',
      );
    }
    yield content;
    if (head[4] !== 1) continue;
    if ((await bytes.take(1)) !== null) throw new BackupError('There is something after its end.');
    return;
  }
}

/** Takes exact numbers of bytes from a stream of chunks. */
export class Taker {
  private kept: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Buffer>;

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Returns so many bytes, or null if the stream ends before. */
  async take(length: number): Promise<Buffer | null> {
    const chunks = [this.kept];
    for (let have = this.kept.length; have < length; ) {
      const { value, done } = await this.source.next();
      if (done) return null;
      chunks.push(value);
      have += value.length;
    }
    const all = Buffer.concat(chunks);
    this.kept = all.subarray(length);
    return all.subarray(0, length);
  }
}
