import { createHash } from 'node:crypto';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { canonicalJson } from '../../../consent/crypto/canonical-json.js';
import { leafHash } from '../../../consent/ledger/format/merkle.js';
import { parseVerifierKey } from '../../../consent/ledger/format/signed-note.js';
import { parseProof, verifyProof } from '../../../consent/ledger/format/tlog-proof.js';
import type { Platform } from '../platform/platform.js';

/** Verifies evidence with published data only. */
export class Outsider {
  constructor(private readonly platform: Platform) {}

  async text(path: string): Promise<string> {
    const response = await fetch(this.platform.url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
  }

  async logKey() {
    return parseVerifierKey((await this.text('/log/vkey')).trim());
  }

  /** Verifies a JWS with the published keys, and returns its payload and type. */
  async opened(jws: string): Promise<{ type: string; payload: any }> {
    const jwks = createLocalJWKSet(JSON.parse(await this.text('/.well-known/jwks.json')));
    const { payload } = await compactVerify(jws, jwks, { algorithms: ['EdDSA'] });
    return { type: decodeProtectedHeader(jws).typ!, payload: JSON.parse(Buffer.from(payload).toString()) };
  }

  /** Verifies a proof, and returns the entry that it carries. */
  async proved(proof: string): Promise<any> {
    const parsed = parseProof(proof);
    verifyProof(parsed, leafHash(parsed.extra!), [await this.logKey()]);
    return JSON.parse(parsed.extra!.toString());
  }
}

/** The digest that a recipient computes from its answer: SHA-256 of canonical JSON. */
export const digestOf = (answer: unknown): string =>
  createHash('sha256').update(canonicalJson(answer)).digest('hex');
