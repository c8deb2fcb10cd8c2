#!/usr/bin/env node
/**
 * Verifies a receipt of Assent offline: that the platform signed it, and that the public log has the same entry. It needs
 * Node 20 and nothing else, and shares no code with the platform.
 *
 *   node verify-receipt.mjs RECEIPT JWKS PROOF VKEY
 *
 * RECEIPT: `Disclosure.receipt` or `Grant.artefact`, a compact JWS (RFC 7515). JWKS: /.well-known/jwks.json. PROOF:
 * `inclusionProof` (c2sp.org/tlog-proof). VKEY: the text of /log/vkey, or of /log/vkeys after a change of keys.
 * RECEIPT, JWKS, PROOF and VKEY are files. Exit code 0: it is true; 1: it is not; 2: it could not be read.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

class NotTrue extends Error {}
const hold = (condition, otherwise) => {
  if (!condition) throw new NotTrue(otherwise);
};
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const ed25519 = (raw) =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });

/** The payload of a JWS that a key of the platform signed. */
function signedPayload(jws, { keys }) {
  const [header, payload, signature] = jws.trim().split('.');
  const { alg, kid, typ } = JSON.parse(Buffer.from(header, 'base64url'));
  hold(alg === 'EdDSA', 'the receipt is not signed with EdDSA');
  hold(/^assent-(receipt|grant)\+jwt$/.test(typ), 'this is neither a receipt nor an artefact of a grant');
  const key = keys.find((one) => one.kid === kid && one.kty === 'OKP' && one.crv === 'Ed25519');
  hold(key, 'the platform has no such key');
  const signed = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    ed25519(Buffer.from(key.x, 'base64url')),
    Buffer.from(signature, 'base64url'),
  );
  hold(signed, 'the signature of the receipt is wrong');
  return JSON.parse(Buffer.from(payload, 'base64url'));
}

/** Leaf and place in the log (c2sp.org/tlog-proof). */
function parseProof(text) {
  const end = text.indexOf('\n\n');
  const [header, extra, index, ...path] = text.slice(0, end).split('\n');
  hold(header === 'c2sp.org/tlog-proof@v1', 'the proof is of another form');
  hold(extra?.startsWith('extra ') && /^index \d+$/.test(index ?? ''), 'the proof does not carry the entry');
  return {
    entry: Buffer.from(extra.slice(6), 'base64'),
    index: Number(index.slice(6)),
    path: path.map((line) => Buffer.from(line, 'base64')),
    note: text.slice(end + 2),
  };
}

/** Size and root of the log, in a note that one of its keys signed (c2sp.org/signed-note, c2sp.org/tlog-checkpoint). */
function signedCheckpoint(note, vkeys) {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const signatures = note
    .slice(end + 2)
    .trim()
    .split('\n');
  const isSigned = vkeys
    .trim()
    .split('\n')
    .some((vkey) => {
      const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
      const key = Buffer.from(encoded ?? '', 'base64');
      hold(key[0] === 1 && key.length === 33, 'the key of the log is of another kind');
      hold(
        sha256(Buffer.from(`${name}\n`), key)
          .subarray(0, 4)
          .toString('hex') === id,
        'the id of the log’s key is wrong',
      );
      return signatures.some((line) => {
        const [, signer, base64] = /^— (\S+) (\S+)$/.exec(line) ?? [];
        const bytes = Buffer.from(base64 ?? '', 'base64');
        return (
          signer === name &&
          text.startsWith(`${name}\n`) &&
          bytes.subarray(0, 4).toString('hex') === id &&
          verify(null, Buffer.from(text), ed25519(key.subarray(1)), bytes.subarray(4))
        );
      });
    });
  hold(isSigned, 'the checkpoint is not signed by this log');
  const [, size, root] = text.split('\n');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}

/** The root to which the path leads from the leaf (RFC 9162, 2.1.3.2). */
function rootFrom(entry, index, size, path) {
  hold(Number.isSafeInteger(size) && index < size, 'the log has no such leaf');
  let hash = sha256(Buffer.of(0), entry);
  let fn = index;
  let sn = size - 1;
  for (const sibling of path) {
    hold(sn !== 0, 'the proof is too long');
    if (fn % 2 === 1 || fn === sn) {
      hash = sha256(Buffer.of(1), sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else hash = sha256(Buffer.of(1), hash, sibling);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  hold(sn === 0, 'the proof is too short');
  return hash;
}

/** What a receipt states of an entry: all but `previousUse`, which the log adds. */
const stated = ({ previousUse: _, ...entry }) =>
  JSON.stringify(entry, (_key, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** @returns what the receipt states, and where in the log it is. @throws Error that says what is not true */
export function verifyReceipt(receipt, jwks, proof, vkeys) {
  const { entry, opens } = signedPayload(receipt, jwks);
  const leaf = parseProof(proof);
  const { size, root } = signedCheckpoint(leaf.note, vkeys);
  hold(rootFrom(leaf.entry, leaf.index, size, leaf.path).equals(root), 'the proof does not lead to the log');
  hold(stated(JSON.parse(leaf.entry)) === stated(entry), 'the log has another entry than the receipt');
  return { entry, opens, index: leaf.index, size };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [receipt, jwks, proof, vkeys] = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'));
  if (vkeys === undefined) {
    process.stderr.write('node verify-receipt.mjs RECEIPT JWKS PROOF VKEY\n');
    process.exit(2);
  }
  try {
    const { entry, opens, index, size } = verifyReceipt(receipt, JSON.parse(jwks), proof, vkeys);
    process.stdout.write(
      `True: ${entry.kind} is leaf ${index} of ${size}.\n${JSON.stringify({ entry, opens }, null, 2)}\n`,
    );
  } catch (error) {
    process.stderr.write(`Not true: ${error.message}\n`);
    process.exit(1);
  }
}
