import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import * as v from 'valibot';
import { verifyReceipt } from '../../../consent/ledger/verify/receipt.js';
import { UsageError } from '../command/invocation.js';
import { receiptVerdict, type Verdict } from './verdict.js';

export interface ReceiptFiles {
  readonly receipt: string;
  readonly jwks: string;
  readonly proof: string;
  readonly keys: readonly string[];
  readonly opening?: string | undefined;
}

/** Verifies a receipt from files alone. */
export async function verifyReceiptFiles(files: ReceiptFiles): Promise<Verdict> {
  const [jws, jwks, proof] = await Promise.all([files.receipt, files.jwks, files.proof].map(textOf));
  return receiptVerdict(
    await verifyReceipt({
      jws: jws!,
      jwks: keySet(jwks!, files.jwks),
      proof: proof!,
      keys: files.keys,
      opening: files.opening,
    }),
  );
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(error.message);
  });

/** A JSON Web Key Set (RFC 7517, 5). */
const jwkSet = v.object({ keys: v.array(v.looseObject({ kty: v.string() })) });

function keySet(text: string, path: string): JSONWebKeySet {
  try {
    return v.parse(jwkSet, JSON.parse(text));
  } catch {
    throw new UsageError(`${path} is no JSON Web Key Set.`);
  }
}
