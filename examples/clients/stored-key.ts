import type { JWK } from 'jose';
import { secretFile } from '../../api/secrets/secret-file.js';
import { RecipientKey } from './recipient-key.js';

/** A recipient's private key in a file, made when there is none yet. */
export async function storedKey(path: string): Promise<RecipientKey> {
  const file = await secretFile(path, async () =>
    Buffer.from(JSON.stringify(await (await RecipientKey.create()).privateJwk())),
  );
  return RecipientKey.fromJwk(JSON.parse(file.toString()) as JWK);
}
