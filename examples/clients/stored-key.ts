import type { JWK } from 'jose';
import { secretFile } from '../../api/secrets/secret-file.js';
import { RecipientKey } from './recipient-key.js';

/** A recipient's private key in a file; it is created when it does not exist. */
export async function storedKey(path: string): Promise<RecipientKey> {
  const file = await secretFile(path, async () =>
    Buffer.from(JSON.stringify(await (await RecipientKey.create()).privateJwk())),
  );
  return RecipientKey.fromJwk(JSON.parse(file.toString()) as JWK);
}
