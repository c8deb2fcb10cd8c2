import { type Bytes, canonical, fromBase64Url, hex, sha256, textOf, utf8, Wrong } from './bytes.ts';
import { isSignatureBy } from './ed25519.ts';

/** An entry of the ledger, as the receipt or the log has it. */
export type Entry = Readonly<Record<string, unknown>>;

/** What a receipt, or the artefact of a grant, states: an entry, and the values behind its handles. */
export interface Statement {
  readonly entry: Entry;
  readonly opens: Readonly<Record<string, string>>;
}

export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

const TYPES = ['assent-receipt+jwt', 'assent-grant+jwt'];

/** Opens a receipt: a compact JWS (RFC 7515) with the Ed25519 signature of one of these keys. @throws Wrong */
export async function openReceipt(jws: string, keys: PublicKeys): Promise<Statement> {
  const [head, body, signature, more] = jws.split('.');
  if (head === undefined || body === undefined || signature === undefined || more !== undefined)
    throw new Wrong('it is no signed receipt');
  const { alg, typ, kid, crit } = recordOf(head);
  if (alg !== 'EdDSA' || crit !== undefined || !TYPES.includes(typ as string))
    throw new Wrong('it is no receipt of the platform');
  const key = keys.keys.find((one) => one.kid === kid && one.kty === 'OKP' && one.crv === 'Ed25519');
  if (typeof key?.x !== 'string') throw new Wrong('its key is not one of the platform');
  const signed = utf8(`${head}.${body}`);
  if (!(await isSignatureBy(fromBase64Url(key.x), signed, fromBase64Url(signature))))
    throw new Wrong('its signature is wrong');
  const { entry, opens } = recordOf(body);
  if (!isRecord(entry) || !isRecord(opens)) throw new Wrong('it states no entry');
  return { entry, opens: opens as Statement['opens'] };
}

/** The entry in a leaf of the log. Its bytes are the canonical ones, so nobody can read them in two ways. @throws Wrong */
export function entryOfLeaf(leaf: Bytes): Entry {
  const text = textOf(leaf);
  const entry = parsed(text);
  if (!isRecord(entry) || canonical(entry) !== text) throw new Wrong('it is no entry of the ledger');
  return entry;
}

/** Whether the log's entry is the receipt's. The log adds `previousUse`, which the receipt can't have yet. */
export function isSameEntry(logged: Entry, stated: Entry): boolean {
  const { previousUse: _, ...rest } = logged;
  return canonical(rest) === canonical(stated);
}

/**
 * Checks that the ids and the time that the receipt states are those behind the handles of its entry, so that one entry can't
 * serve for two uses. Only the person and the recipient have the opening (docs/ledger.md, Handles). @throws Wrong
 */
export async function checkHandles({ entry, opens }: Statement, opening: Bytes): Promise<void> {
  const secret = await crypto.subtle.importKey('raw', opening, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  const key = new Uint8Array(await crypto.subtle.sign('HMAC', secret, utf8('assent ledger handles')));
  for (const [field, value] of Object.entries(opens))
    if (entry[field] !== hex(await sha256(key, utf8(`${field}:${value}`))))
      throw new Wrong(`its ${field} is not the one of its entry`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function recordOf(part: string): Readonly<Record<string, unknown>> {
  const value = parsed(textOf(fromBase64Url(part)));
  if (!isRecord(value)) throw new Wrong('it is no signed receipt');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Wrong('it is not JSON');
  }
}
