import { type Bytes, fromBase64, hex, joined, sha256, utf8, Wrong, wholeNumber } from './bytes.ts';
import { isSignatureBy } from './ed25519.ts';

/** The head of a log (c2sp.org/tlog-checkpoint): how many entries it has, and the hash over all of them. */
export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

interface Key {
  readonly name: string;
  readonly id: string;
  readonly type: number;
  readonly publicKey: Bytes;
}

const LOG = 1;
const WITNESS = 4;
const TIME_BYTES = 8;

/** A verifier key of c2sp.org/signed-note: name, key id, and base64 of type and key. @throws Wrong */
async function parseKey(text: string): Promise<Key> {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw new Wrong('a key is malformed');
  const bytes = fromBase64(encoded);
  if (hex((await sha256(utf8(`${name}\n`), bytes)).slice(0, 4)) !== id)
    throw new Wrong('a key has a wrong id');
  return { name, id, type: bytes[0]!, publicKey: bytes.slice(1) };
}

/** The head that a checkpoint states. Nothing of it is verified yet. @throws Wrong */
export function headOf(note: string): Head {
  const [origin, size, root, ...rest] = textAndSignatures(note).text.split('\n');
  if (!origin || size === undefined || root === undefined || rest.at(-1) !== '')
    throw new Wrong('the checkpoint is malformed');
  return { origin, size: wholeNumber(size), root: hashOf(root) };
}

/**
 * Verifies that the log signed its head, and who else did. A signature by a key that is not known here says nothing; one by a
 * known key that does not fit is an error.
 * @returns names of the witnesses
 * @throws Wrong
 */
export async function verifyHead(note: string, keys: readonly string[]): Promise<string[]> {
  const { text, lines } = textAndSignatures(note);
  const known = await Promise.all(keys.map(parseKey));
  const signers = new Set<Key>();
  for (const line of lines) {
    const [, name, encoded] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    if (name === undefined || encoded === undefined) throw new Wrong('a signature is malformed');
    const bytes = fromBase64(encoded);
    const key = known.find((one) => one.name === name && one.id === hex(bytes.slice(0, 4)));
    if (!key) continue;
    if (!(await isSignedBy(key, text, bytes.slice(4)))) throw new Wrong(`the signature by ${name} is wrong`);
    signers.add(key);
  }
  const { origin } = headOf(note);
  if (![...signers].some(({ name, type }) => type === LOG && name === origin))
    throw new Wrong('the log did not sign it');
  return [...new Set([...signers].filter(({ type }) => type === WITNESS).map(({ name }) => name))];
}

/** A witness signs the time with the text (c2sp.org/tlog-cosignature). */
async function isSignedBy({ type, publicKey }: Key, text: string, signature: Bytes): Promise<boolean> {
  if (type === LOG) return isSignatureBy(publicKey, utf8(text), signature);
  if (type !== WITNESS || signature.length <= TIME_BYTES) return false;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  const message = joined(utf8(`cosignature/v1\ntime ${time}\n`), utf8(text));
  return isSignatureBy(publicKey, message, signature.slice(TIME_BYTES));
}

/** A signed note is a text, an empty line and lines of signatures. */
function textAndSignatures(note: string): { text: string; lines: string[] } {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) throw new Wrong('the checkpoint has no signature');
  return { text: note.slice(0, end + 1), lines: note.slice(end + 2, -1).split('\n') };
}

export function hashOf(text: string): Bytes {
  const hash = fromBase64(text);
  if (hash.length !== 32) throw new Wrong('it is no SHA-256');
  return hash;
}
