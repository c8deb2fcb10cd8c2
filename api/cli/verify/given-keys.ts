import { readFile } from 'node:fs/promises';
import { parseVerifierKey } from '../../../consent/ledger/format/signed-note.js';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { UsageError } from '../command/invocation.js';

/** `--vkey`: a verifier key, or a file with one on each line, of the log and of witnesses that are trusted. */
export async function givenKeys(option: string): Promise<string[]> {
  const text = isKey(option) ? option : await readFile(option, 'utf8').catch(() => '');
  const keys = text.split('\n').filter((line) => line !== '');
  if (keys.length === 0 || !keys.every(isKey))
    throw new UsageError(`--vkey is neither a verifier key nor a file of such: ${option}`);
  return keys;
}

function isKey(text: string): boolean {
  try {
    parseVerifierKey(text);
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}
