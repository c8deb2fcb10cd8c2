import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { fromBase64, toBase64 } from './encoding.js';
import { VerificationError } from './verification-error.js';

/**
 * Signed notes of c2sp.org/signed-note: text, a blank line, signature lines. There are two signature types: the Ed25519
 * signature of the log, and the timestamped cosignature of a witness (c2sp.org/tlog-cosignature).
 */
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
type SignatureType = typeof ED25519 | typeof COSIGNATURE;

const KEY_ID_BYTES = 4;
const TIME_BYTES = 8;
const TIME_MAX = 2n ** 63n - 1n;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURES_MAX = 100;

/** Verifies signatures of one key: its name, its public key and its signature type. */
export interface NoteVerifier {
  readonly name: string;
  /** The first four bytes of the hash of name, type and key, in hex. */
  readonly keyId: string;
  readonly type: SignatureType;
  readonly publicKey: KeyObject;
}

export interface NoteSigner {
  readonly name: string;
  readonly keyId: string;
  sign(text: string): Buffer;
}

export interface OpenedSignature {
  readonly name: string;
  readonly keyId: string;
  /** The Unix time of a cosignature, in seconds; null for a signature of the log. */
  readonly time: number | null;
}

export interface OpenedNote {
  readonly text: string;
  /** The signatures by the given keys, in the order of the note. Signatures by other keys are left out. */
  readonly signatures: readonly OpenedSignature[];
}

const isName = (name: string): boolean => name !== '' && !/[\p{White_Space}+]/u.test(name) && isClean(name);

/** Whether the text is valid UTF-16 and has no control characters but newlines. */
const isClean = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds forbidden control characters
  text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);

/** The 32 bytes of an Ed25519 public key (RFC 8032). */
const rawKey = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url');

const keyIdOf = (name: string, type: SignatureType, key: Uint8Array): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(type), key]), 'buffer')
    .subarray(0, KEY_ID_BYTES)
    .toString('hex');

function verifierOf(name: string, type: SignatureType, publicKey: KeyObject): NoteVerifier {
  if (!isName(name)) throw new RangeError(`"${name}" can't be the name of a key.`);
  if (publicKey.asymmetricKeyType !== 'ed25519') throw new RangeError('The key must be one of Ed25519.');
  return { name, keyId: keyIdOf(name, type, rawKey(publicKey)), type, publicKey };
}

export const noteVerifier = (name: string, publicKey: KeyObject): NoteVerifier =>
  verifierOf(name, ED25519, publicKey);
export const cosignatureVerifier = (name: string, publicKey: KeyObject): NoteVerifier =>
  verifierOf(name, COSIGNATURE, publicKey);

/** Formats the verifier key (vkey) that the log publishes: name+key id+base64 of type and key. */
export const verifierKey = ({ name, keyId, type, publicKey }: NoteVerifier): string =>
  `${name}+${keyId}+${toBase64(Buffer.concat([Uint8Array.of(type), rawKey(publicKey)]))}`;

export function parseVerifierKey(text: string): NoteVerifier {
  const [, name, keyId, encoded] = /^([^+]*)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  if (name === undefined || keyId === undefined || encoded === undefined || !isName(name))
    throw new VerificationError('the verifier key is malformed');
  const bytes = fromBase64(encoded, 'the verifier key');
  const [type, key] = [bytes[0], bytes.subarray(1)];
  if ((type !== ED25519 && type !== COSIGNATURE) || key.length !== PUBLIC_KEY_BYTES)
    throw new VerificationError('the verifier key is of a kind that is not known');
  if (keyIdOf(name, type, key) !== keyId) throw new VerificationError('the id of the verifier key is wrong');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') };
  return { name, keyId, type, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
}

/** The message that a witness signs: a timestamp header, then the body of the checkpoint. */
const cosignatureMessage = (time: number | bigint, text: string): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);

export function noteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const { keyId } = noteVerifier(name, createPublicKey(privateKey));
  return { name, keyId, sign: (text) => sign(null, Buffer.from(text), privateKey) };
}

/** @param now returns the Unix time in seconds */
export function cosigner(name: string, privateKey: KeyObject, now: () => number): NoteSigner {
  const { keyId } = cosignatureVerifier(name, createPublicKey(privateKey));
  return {
    name,
    keyId,
    sign(text) {
      const time = now();
      const timestamp = Buffer.alloc(TIME_BYTES);
      timestamp.writeBigUInt64BE(BigInt(time));
      return Buffer.concat([timestamp, sign(null, cosignatureMessage(time, text), privateKey)]);
    },
  };
}

/** Formats a signature line: em dash, name, base64 of key id and signature. */
export const signatureLine = (text: string, { name, keyId, sign }: NoteSigner): string =>
  `— ${name} ${toBase64(Buffer.concat([Buffer.from(keyId, 'hex'), sign(text)]))}\n`;

/** @param text must end in a newline */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n') || !isClean(text)) throw new RangeError('The text of the note is malformed.');
  return `${text}\n${signers.map((signer) => signatureLine(text, signer)).join('')}`;
}

interface SignatureLine {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Buffer;
  readonly line: string;
}

function parseLine(line: string): SignatureLine {
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isName(name))
    throw new VerificationError('the note has a malformed signature line');
  const bytes = fromBase64(encoded, `the signature by ${name}`);
  if (bytes.length <= KEY_ID_BYTES) throw new VerificationError(`the signature by ${name} is too short`);
  const keyId = bytes.subarray(0, KEY_ID_BYTES).toString('hex');
  return { name, keyId, signature: bytes.subarray(KEY_ID_BYTES), line: `${line}\n` };
}

/** Parses signature lines, each of which ends in a newline. A witness answers in this form. */
export function parseSignatureLines(lines: string): SignatureLine[] {
  if (!lines.endsWith('\n') || !isClean(lines))
    throw new VerificationError('the signature lines are malformed');
  const signatureLines = lines.slice(0, -1).split('\n');
  if (signatureLines.length > SIGNATURES_MAX) throw new VerificationError('the note has too many signatures');
  return signatureLines.map(parseLine);
}

/** Splits a note into text and signature lines. Nothing is verified yet. */
export function splitNote(note: string): { readonly text: string; readonly lines: string } {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) throw new VerificationError('the note has no signatures');
  const text = note.slice(0, end + 1);
  if (!isClean(text)) throw new VerificationError('the note has characters that no note may have');
  return { text, lines: note.slice(end + 2) };
}

/** Whether this key made this signature of this text. */
function isSignatureBy({ type, publicKey }: NoteVerifier, text: string, signature: Buffer): boolean {
  if (type === ED25519) return verify(null, Buffer.from(text), publicKey, signature);
  if (signature.length <= TIME_BYTES) return false;
  const time = signature.readBigUInt64BE();
  return (
    time <= TIME_MAX &&
    verify(null, cosignatureMessage(time, text), publicKey, signature.subarray(TIME_BYTES))
  );
}

/**
 * Opens a note that at least one of these keys signed. Signatures by other keys are ignored.
 * @throws VerificationError if there is no such signature, or if any signature by one of these keys is invalid
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote {
  const { text, lines } = splitNote(note);
  const signatures = new Map<string, OpenedSignature>();
  for (const { name, keyId, signature } of parseSignatureLines(lines)) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (!verifier) continue;
    if (!isSignatureBy(verifier, text, signature))
      throw new VerificationError(`the signature by ${name} is wrong`);
    const time = verifier.type === COSIGNATURE ? Number(signature.readBigUInt64BE()) : null;
    signatures.set(`${name}+${keyId}`, { name, keyId, time });
  }
  if (signatures.size === 0) throw new VerificationError('the note is not signed by any of the given keys');
  return { text, signatures: [...signatures.values()] };
}
